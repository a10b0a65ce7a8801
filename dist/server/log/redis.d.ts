import type { Log } from './log.js';
import { type RedisLogOptions } from './redis-options.js';
/**
 * A log in Redis Streams that any number of nodes share; each of them can serve any client. Needs the `redis` package
 * and Redis 6.2 or later.
 * @throws EnckeError `busy` - Redis cannot be reached within `patience`; `bad-option` - it is too old, or an option is
 * wrong
 */
export declare function createRedisLog(options?: RedisLogOptions): Promise<Log>;
