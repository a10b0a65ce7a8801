import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { EnckeError } from '../protocol/errors.js';
import type { Position } from '../protocol/position.js';
import { type Stats } from './health.js';
import { type ServerOptions } from './options.js';
import { type HttpRequest, type HttpResponse } from './turns.js';
/** What a listener on the server hears. Nothing has checked `data`, which may be a client's. */
export interface ServerEvent<Data = unknown> {
    channel: string;
    data: Data;
    /** Empty on a service channel, of which the log keeps nothing. */
    position: Position;
}
/** The endpoint, to be mounted on a server of node:http: see `handle` and `upgrade`. */
export interface EnckeServer {
    /** Below which it answers: percent-encoded, as it stands in addresses, without a slash at the end. */
    readonly path: string;
    /** Answers a request; after `close`, with 503. False, and nothing done, when it is for another path. */
    handle(request: HttpRequest, response: HttpResponse): boolean;
    /** For `server.on('upgrade')`. False, and nothing done, when it is for another path. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
    /**
     * Publishes to everyone who listens. Resolves with its position when the log has it. Rejects with EnckeError
     * `bad-channel` | `bad-data`; of a shared log that cannot be reached also `busy` (it was not published) and
     * `delivery-unknown` (it may have been), and `closed`.
     */
    publish(channel: string, data: unknown): Promise<Position>;
    /**
     * Listens on the server itself; `Data` is what you say that it is. What the listener throws, or rejects with, goes to `console.error`. Returns the undo.
     * @throws EnckeError `bad-channel`
     */
    subscribe<Data = unknown>(pattern: string, listener: (event: ServerEvent<Data>) => void): () => void;
    /**
     * Asks both hooks anew about those of whose identity `who` says so, a moment later also about those who are joining: nothing more goes
     * to them until their clients have joined anew, at once; plain ones begin with a handshake. Returns how many sessions of this node.
     */
    reauthorize(who: (identity: unknown) => boolean): number;
    /**
     * Listens to what becomes of a shared log: why it cannot be reached, or takes nothing, each reason once; undefined when
     * all has been well for a second. Where nobody listens, `console.error` says it. Returns the undo.
     */
    on(name: 'log', listener: (trouble: EnckeError | undefined) => void): () => void;
    /** How much there is on this node just now. Costs next to nothing. */
    stats(): Stats;
    /** How many sessions this node holds. */
    readonly sessions: number;
    /** Ends every link, with all that the log has brought so far, and forgets every session. What comes after that is answered with 503. The log stays open. */
    close(): void;
}
/**
 * The server: handlers for a node:http server, and so for whatever is built on one.
 * @throws EnckeError `bad-option`
 * @example
 * const encke = createServer({ origins: ['https://app.example.com'] })
 * const http = createHttpServer((request, response) => {
 *   if (!encke.handle(request, response)) response.writeHead(404).end()
 * })
 * http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
 */
export declare function createServer(options?: ServerOptions): EnckeServer;
