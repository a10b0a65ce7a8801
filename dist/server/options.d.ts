import type { IncomingHttpHeaders } from 'node:http';
/** What the application says of a client and of what it wants. */
export interface Hooks {
    /**
     * Who is it? Asked at each handshake and join. What it returns (JSON) is the client's identity; `false`, `null`,
     * `undefined` or a throw turns it away.
     * @param ask - `headers`: without cookies when a page of another site may have caused the request; `ext` of the message
     */
    authenticate?(ask: {
        headers: IncomingHttpHeaders;
        ext: Record<string, unknown>;
    }): unknown;
    /**
     * May it? Only `true` is a yes. Asked for each pattern at each join, and for each publication. A throw is no answer: the
     * client hears 503 and asks again later.
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
