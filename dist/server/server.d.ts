import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { EnckeError } from '../protocol/errors.js';
import type { Position } from '../protocol/position.js';
import { type Stats } from './health.js';
import { type HttpRequest, type HttpResponse } from './http/pipelining.js';
import { type ServerOptions } from './options.js';
/** What a listener on the server hears. Nothing has checked `data`, which may come from a client. */
export interface ServerEvent<Data = unknown> {
    channel: string;
    data: Data;
    /** Its place in the log; empty on a service channel, which is not in the log. */
    position: Position;
}
/** The endpoint, to be mounted on a `node:http` server by `handle` and `upgrade`. */
export interface EnckeServer<Identity = unknown> {
    /** The path below which it answers: percent-encoded, as in addresses, without a slash at the end. */
    readonly path: string;
    /** Answers a request; after `close`, with 503. For another path, returns false and does nothing. */
    handle(request: HttpRequest, response: HttpResponse): boolean;
    /** For `server.on('upgrade')`. For another path, returns false and does nothing. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
    /**
     * Publishes to everyone who listens. Resolves with its position when the log has it. Rejects with EnckeError
     * `bad-channel` | `bad-data`; with a shared log that cannot be reached also `busy` (it was not published),
     * `delivery-unknown` (it may have been) and `closed`: the process goes on if nobody catches these, and `on('log')` tells why.
     */
    publish(channel: string, data: unknown): Promise<Position>;
    /**
     * Listens on the server itself. What the listener throws, or rejects with, goes to `console.error`. Returns the undo.
     * @throws EnckeError `bad-channel` | `bad-option`
     */
    subscribe<Data = unknown>(pattern: string, listener: (event: ServerEvent<Data>) => void): () => void;
    /**
     * Asks both hooks again about the sessions whose identity `who` picks, and about those that are just joining: they get nothing more
     * until their clients have joined again, which they do at once; plain ones begin with a handshake. Returns how many of this node.
     */
    reauthorize(who: (identity: Identity) => boolean): number;
    /**
     * Listens to trouble with a shared log: why it cannot be reached, or takes nothing, each reason once; undefined when
     * all has been well for a second. Without a listener, it goes to `console.error`. Returns the undo.
     * @throws EnckeError `bad-option`
     */
    on(name: 'log', listener: (trouble: EnckeError | undefined) => void): () => void;
    /** Current numbers of this node. Costs next to nothing. */
    stats(): Stats;
    /** How many sessions are on this node. */
    readonly sessions: number;
    /** Ends every link, after what the log has brought so far, and forgets every session. Later requests are answered with 503. The log stays open. */
    close(): void;
}
/**
 * The server: handlers for a `node:http` server, and so for anything built on one.
 * @throws EnckeError `bad-option`
 * @example
 * const encke = createServer({ origins: ['https://app.example.com'] })
 * const http = createHttpServer((request, response) => {
 *   if (!encke.handle(request, response)) response.writeHead(404).end()
 * })
 * http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
 */
export declare function createServer<Identity = unknown>(options?: ServerOptions<Identity>): EnckeServer<Identity>;
