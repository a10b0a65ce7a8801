import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LinkHooks } from '../link.js';
export interface SocketLimits {
    /** Bytes of a frame. */
    body: number;
    sockets: number;
    /** Milliseconds of silence. */
    timeout: number;
}
/** Every WebSocket of a server: one JSON array of messages a text frame. The protocol itself (RFC 6455) is the package `ws`. */
export declare function createSockets(hooks: LinkHooks, limits: SocketLimits, now: () => number): {
    readonly size: number;
    /** Takes the socket of an upgrade request over. */
    accept(request: IncomingMessage, socket: Duplex, head: Buffer, headers: IncomingHttpHeaders): Promise<void>;
    /** Looks after the silent: to be called now and then. */
    tick(): void;
    close(): void;
};
/** Turns an upgrade request down. */
export declare function refuse(socket: Duplex, status: string, reason: string): void;
