/**
 * The log in Redis, for servers of more than one node.
 * @module encke/server/redis
 */
export { createRedisLog } from './log/redis.js';
export type { RedisLogOptions } from './log/redis-options.js';
