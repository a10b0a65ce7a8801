import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Position } from '../protocol/position.js';
import { type ServerOptions } from './options.js';
/** What a listener on the server hears. */
export interface ServerEvent {
    channel: string;
    data: unknown;
    /** Empty on a service channel, of which the log keeps nothing. */
    position: Position;
}
export interface EnckeServer {
    /** Below which it answers: percent-encoded, as it stands in addresses, without a slash at the end. */
    readonly path: string;
    /** Answers a request; after `close`, with 503. False, and nothing done, when it is for another path. */
    handle(request: IncomingMessage, response: ServerResponse): boolean;
    /** For `server.on('upgrade')`. False, and nothing done, when it is for another path. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
    /**
     * Publishes to everyone who listens. Resolves with its position when the log has it. Rejects with EnckeError
     * `bad-channel` | `bad-data`; of a shared log that cannot be reached also `busy` (it was not published) and
     * `delivery-unknown` (it may have been), and `closed`.
     */
    publish(channel: string, data: unknown): Promise<Position>;
    /**
     * Listens on the server itself. What the listener throws, or rejects with, goes to `console.error`. Returns the undo.
     * @throws EnckeError `bad-channel`
     */
    subscribe(pattern: string, listener: (event: ServerEvent) => void): () => void;
    /** How many sessions this node holds. */
    readonly sessions: number;
    /** Ends every link, with all that the log has brought so far, and forgets every session. What comes after that is answered with 503. The log stays open. */
    close(): void;
}
/**
 * The server: handlers for a node:http server, and so for whatever is built on one.
 * @throws EnckeError `bad-option`
 */
export declare function createServer(options?: ServerOptions): EnckeServer;
