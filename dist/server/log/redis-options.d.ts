import type { RedisClientOptions } from 'redis';
import { type Bounds, type Retention } from './window.js';
/** What `createRedisLog` may be told. */
export interface RedisLogOptions {
    /** For the `redis` package: `{ url: 'redis://…' }`, password, TLS and so on. Default `redis://localhost:6379`. */
    connection?: RedisClientOptions | undefined;
    /** Before the name of each key. Logs with different prefixes know nothing of one another. Default `encke`. */
    prefix?: string | undefined;
    /** How much of the past Redis keeps. Default 100,000 publications or ten minutes, whatever is reached first. */
    retention?: Pick<Retention, 'messages' | 'age'> | undefined;
    /** How much of that, the newest, each node keeps in memory. Default 10,000 publications, 32 Mi characters, ten minutes. */
    mirror?: Retention | undefined;
    /**
     * Most milliseconds for which publishing and joining wait for a Redis that is away; then they fail: `busy`. Default
     * 5,000.
     */
    patience?: number | undefined;
    /** So many replicas must have a publication before it counts as taken (WAIT). Default 0. */
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
