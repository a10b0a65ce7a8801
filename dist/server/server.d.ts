import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Position } from '../protocol/position.js';
import type { Log } from './log/log.js';
import { type Hooks, type Limits } from './options.js';
import { type Wear } from './transports/streaming.js';
export interface ServerOptions extends Hooks {
    /** The endpoint: everything below it is answered. Default `/encke`. */
    path?: string;
    /** Exact origins (`https://example.com`) of pages on other hosts that may connect. Default none but the server's own. */
    origins?: readonly string[];
    /** Default: a memory log that keeps 10,000 messages, 32 MiB or ten minutes, whatever is reached first. */
    log?: Log;
    /** Most milliseconds of silence: the hold of a poll, the heartbeat of a stream. Default 25,000. */
    timeout?: number;
    /** Milliseconds after which a session without a link is forgotten. Default 60,000. */
    expiry?: number;
    /**
     * When a stream is to be followed by a fresh one. Default 240,000 to 300,000 milliseconds, and 131,072 characters where
     * the browser keeps them (XMLHttpRequest and frames).
     */
    wear?: Partial<Wear>;
    limits?: Partial<Limits>;
}
/** What a listener on the server hears. */
export interface ServerEvent {
    channel: string;
    data: unknown;
    /** Empty on a service channel, of which the log keeps nothing. */
    position: Position;
}
export interface EnckeServer {
    /** Answers a request. False, and nothing done, when it is for another path. */
    handle(request: IncomingMessage, response: ServerResponse): boolean;
    /** For `server.on('upgrade')`. False, and nothing done, when it is for another path. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
    /**
     * Publishes to everyone who listens. Resolves with its position when the log has it. Rejects with EnckeError
     * `bad-channel` | `bad-data`; of a shared log that cannot be reached also `busy` (it was not published) and
     * `delivery-unknown` (it may have been).
     */
    publish(channel: string, data: unknown): Promise<Position>;
    /**
     * Listens on the server itself. Returns the undo.
     * @throws EnckeError `bad-channel`
     */
    subscribe(pattern: string, listener: (event: ServerEvent) => void): () => void;
    /** How many sessions this node holds. */
    readonly sessions: number;
    /** Ends every link and forgets every session. The log stays open. */
    close(): void;
}
/**
 * The server: handlers for a node:http server, and so for whatever is built on one.
 * @throws EnckeError `bad-option`
 */
export declare function createServer(options?: ServerOptions): EnckeServer;
