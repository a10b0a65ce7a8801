/**
 * The log in Redis, for servers of more than one node.
 * @module encke/server/redis
 */
export { createRedisLog, type RedisLogOptions } from './log/redis'
