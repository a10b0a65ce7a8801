import type { RedisClientOptions } from 'redis';
import { type Bounds, type Retention } from './window.js';
/** The options of `createRedisLog`. */
export interface RedisLogOptions {
    /**
     * What `createClient` of the `redis` package takes: `{ url: 'redis://…' }`, password, TLS and so on; read anew for each
     * connection. Default `redis://localhost:6379`.
     */
    connection?: RedisClientOptions | undefined;
    /** Prefix of the name of each key: logs with different prefixes know nothing of one another. Default `encke`. */
    prefix?: string | undefined;
    /** How much Redis keeps. Default 100,000 publications or ten minutes, whichever is reached first. */
    retention?: Pick<Retention, 'messages' | 'age'> | undefined;
    /** How much of that, the newest, each node keeps in memory. Default 10,000 publications, 32 Mi characters, ten minutes. */
    mirror?: Retention | undefined;
    /**
     * Milliseconds, finite, for which publishing and joining wait for a Redis that is away; then they fail: `busy`. Default
     * 5,000.
     */
    patience?: number | undefined;
    /** How many replicas must have a publication before it counts as taken (WAIT). Default 0. */
    replicas?: number | undefined;
}
/** The same, with what has been left out. */
export interface RedisSettings {
    connection: RedisClientOptions | undefined;
    prefix: string;
    retention: Pick<Bounds, 'messages' | 'age'>;
    mirror: Bounds;
    patience: number;
    replicas: number;
    /** Milliseconds for which publishers are. Where entries are kept at any age, they are not kept for ever. */
    remembered: number;
}
/** @throws EnckeError `bad-option` */
export declare function checkRedisOptions(options: RedisLogOptions): RedisSettings;
