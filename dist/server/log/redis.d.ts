import type { RedisClientOptions } from 'redis';
import type { Log } from './log.js';
import { type Retention } from './window.js';
export interface RedisLogOptions {
    /** For the `redis` package: `{ url: 'redis://…' }`, password, TLS and so on. Default `redis://localhost:6379`. */
    connection?: RedisClientOptions;
    /** Before the name of each key. Logs with different prefixes know nothing of one another. Default `encke`. */
    prefix?: string;
    /** How much of the past Redis keeps. Default 100,000 publications or ten minutes, whatever is reached first. */
    retention?: Pick<Retention, 'messages' | 'age'>;
    /** How much of that, the newest, each node keeps in memory. Default 10,000 publications, 32 MiB, ten minutes. */
    mirror?: Retention;
    /**
     * Most milliseconds for which publishing and joining wait for a Redis that is away; then they fail: `busy`. Default
     * 5,000.
     */
    patience?: number;
    /** So many replicas must have a publication before it counts as taken (WAIT). Default 0. */
    replicas?: number;
}
/**
 * A log in Redis Streams, which any number of nodes share; each of them can serve any client. Needs the `redis` package
 * and Redis 6.2 or later.
 * @throws EnckeError `busy` - Redis cannot be reached within `patience`; `bad-option` - it is too old
 */
export declare function createRedisLog(options?: RedisLogOptions): Promise<Log>;
