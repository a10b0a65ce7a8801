/**
 * The log in Redis, for servers of more than one node.
 * @module encke/server/redis
 */
export type { Log } from './log/log.js';
export { createRedisLog } from './log/redis.js';
export type { RedisLogOptions } from './log/redis-options.js';
