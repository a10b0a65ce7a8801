import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Batch, Message } from '../../protocol/message.js';
import { type Exchange, type ServerLink } from '../link.js';
export interface SocketHooks {
    /** Answers the messages of one frame; undefined when the link does so. */
    answer(batch: Message[], exchange: Exchange): Promise<Batch | undefined>;
    drained(link: ServerLink): void;
    closed(link: ServerLink): void;
    /** Hears of each error that is answered by a status, or to what could not be read. */
    refused(error: string): void;
}
export interface SocketLimits {
    /** Bytes of a frame. */
    body: number;
    sockets: number;
    /** Milliseconds of silence. */
    timeout: number;
}
/** Every WebSocket of a server: one JSON array of messages a text frame. The protocol itself (RFC 6455) is the package `ws`. */
export declare function createSockets(hooks: SocketHooks, limits: SocketLimits, now: () => number): {
    readonly size: number;
    /** Takes the socket of an upgrade request over. */
    accept(request: IncomingMessage, socket: Duplex, head: Buffer, headers: IncomingHttpHeaders): Promise<void>;
    /** Asks the silent whether they are still there, and ends those that do not answer: to be called now and then. */
    tick(): void;
    close(): void;
};
/** Turns an upgrade request down. */
export declare function refuse(socket: Duplex, status: string, reason: string): void;
