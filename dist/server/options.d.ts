import type { IncomingHttpHeaders } from 'node:http';
import type { ServerOptions } from './server.js';
/** What the application says of a client and of what it wants. */
export interface Hooks {
    /**
     * Who is it? Asked at each join, and so at each poll. What it returns (JSON, the same for the same user) is the client's
     * identity; `false`, `null` or `undefined` turns it away, and it is closed. A throw is no answer: the client hears 503 and
     * asks again later. Default: everybody may come, and has no identity.
     * @param ask - `headers`: without cookies when a page of another site may have caused the request; `ext` of the message
     */
    authenticate?(ask: {
        headers: IncomingHttpHeaders;
        ext: Record<string, unknown>;
    }): unknown;
    /**
     * May it? Only `true` is a yes. Asked for each pattern at each join, and for each publication. A throw is no answer: the
     * client hears 503 and asks again later. Default: everybody may do everything.
     * @param ask - `channel`: to subscribe also a pattern, such as `/**`; `identity`: what `authenticate` said
     */
    authorize?(ask: {
        action: 'subscribe' | 'publish';
        channel: string;
        identity: unknown;
    }): boolean | Promise<boolean>;
}
export interface Limits {
    /** Bytes of a request. Default 1,048,576. */
    body: number;
    /** Messages of a request. Default 1,000. */
    batch: number;
    /** Patterns of a session; those beyond are refused. Default 1,000. */
    subscriptions: number;
    /** Sessions of this node, and WebSockets. Default 100,000. */
    sessions: number;
}
/**
 * What is wrong with the options is said when the server is made, not to each page in turn.
 * @throws EnckeError `bad-option`
 */
export declare function checkOptions({ path, origins, log, timeout, expiry, wear, limits, ...hooks }: ServerOptions): void;
