import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provenance } from '../http/origins.js';
import type { LinkHooks } from '../link.js';
import type { Wear } from './streaming.js';
export interface HttpOptions {
    path: string;
    /** Most bytes of a body. */
    limit: number;
    /** Milliseconds of silence. */
    timeout: number;
    wear: Wear;
    /** Says where a request comes from. */
    judge(request: IncomingMessage): Provenance;
}
/** Every request that is no upgrade, and the links that its response may become. */
export declare function createHttp(hooks: LinkHooks, { path, limit, timeout, wear, judge }: HttpOptions, now: () => number): {
    /** Open links by connection type. */
    links: Record<string, number>;
    /** Answers a request; after `close`, with 503. */
    take(request: IncomingMessage, response: ServerResponse): void;
    close(): void;
};
