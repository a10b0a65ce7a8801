import type { IncomingHttpHeaders } from 'node:http';
import type { Log } from './log/log.js';
import type { Wear } from './transports/streaming.js';
/** What `authenticate` turns a client away by. */
type Nobody = false | null | undefined;
/**
 * The functions by which the application says who a client is, and what it may do. The type of an identity is that of what `authenticate`
 * returns, if that stands before `authorize`.
 */
export interface Hooks<Identity = unknown> {
    /**
     * Who is it? Asked at each join, and so at each poll; for a plain Bayeux client at its handshake only. What it returns
     * (JSON, the same for the same user) is the client's identity; `false`, `null` or `undefined` turns the client away for
     * good. Throwing is no answer: the client hears 503 and asks again. Default: everybody may come, without identity.
     * Clients wait for ten seconds: both hooks together have to be quicker.
     * @param ask - `headers`: without `cookie` and `authorization` if a page of another site, or what another user has written on
     * your own, may have caused the request; `ext`: what extensions of the client have added to the message
     */
    authenticate?(ask: {
        headers: IncomingHttpHeaders;
        ext: Record<string, unknown>;
    }): Identity | Nobody | Promise<Identity | Nobody>;
    /**
     * May it? Only `true` is a yes. A text is a no, with the reason for its page: at most 200 characters. Asked for each pattern at each
     * join (for a plain Bayeux client: when it subscribes, and at each connect), and for each publication, up to 100 at once. Throwing is
     * no answer: the client hears 503 and asks again. Default: everybody may do everything.
     * @param ask - `channel`: for `subscribe` possibly a pattern, such as `/**`; `identity`: what `authenticate` returned
     */
    authorize?(ask: {
        action: 'subscribe' | 'publish';
        channel: string;
        identity: Identity;
    }): boolean | string | Promise<boolean | string>;
}
/** Bounds for what clients may ask of one server. */
export interface Limits {
    /** Bytes of a request. Default 1,048,576. */
    body: number;
    /** Messages of a request. Default 1,000. */
    batch: number;
    /** Patterns of a session; more are refused. Default 1,000. */
    subscriptions: number;
    /** Patterns of all sessions of this node; a join beyond them is answered with 503. Default 1,000,000. */
    patterns: number;
    /** Sessions of this node, and as many WebSockets; more are answered with 503. Default 100,000. */
    sessions: number;
}
/** What is missing or undefined is the default. */
type Some<Whole> = {
    [Name in keyof Whole]?: Whole[Name] | undefined;
};
/** The options of `createServer`. */
export interface ServerOptions<Identity = unknown> extends Hooks<Identity> {
    /** The endpoint: everything below it is answered. Default `/encke`. */
    path?: string | undefined;
    /**
     * Exact origins of pages on other hosts that may connect: `https://example.com`, `capacitor://localhost`. Listing `null` lets in
     * every sandboxed frame of every page, without cookies. Default none but the server's own.
     */
    origins?: readonly string[] | undefined;
    /** Default: a log in memory that keeps 10,000 messages, 32 Mi characters or ten minutes, whichever is reached first. */
    log?: Log | undefined;
    /** Longest silence in milliseconds, finite: how long a poll is held, how often a stream gets a heartbeat. Default 25,000. */
    timeout?: number | undefined;
    /** Milliseconds after which a session without a link is forgotten. Default 60,000. */
    expiry?: number | undefined;
    /**
     * When a stream is to be replaced by a fresh one. Each stream is given between 80 and 100 % of `age`. Default 300,000
     * milliseconds, and 131,072 characters where the browser keeps what it has received (XMLHttpRequest and frames).
     */
    wear?: Some<Wear> | undefined;
    /** Bounds for what clients may ask; those not named keep their defaults. */
    limits?: Some<Limits> | undefined;
}
/**
 * What is wrong with the options is said when the server is made, not to each page in turn.
 * @throws EnckeError `bad-option`
 */
export declare function checkOptions(options: ServerOptions): void;
/** The options, and the default of each that is not given or undefined. */
export declare function settle({ path, origins, log, timeout, expiry, wear, limits }: ServerOptions): {
    path: string;
    origins: Set<string>;
    log: Log;
    timeout: number;
    expiry: number;
    wear: {
        characters: number | undefined;
        age: number;
    };
    limits: Record<keyof Limits, number>;
};
export {};
