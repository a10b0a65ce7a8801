import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Batch } from '../../protocol/message.js';
import { type LinkHooks, type ServerLink } from '../link.js';
/** What all sockets of a server have in common. */
export interface SocketServer {
    readonly hooks: LinkHooks;
    /** Most bytes of a frame. */
    readonly body: number;
    /** Milliseconds of silence. */
    readonly timeout: number;
    /** Milliseconds on a clock that never goes back. */
    now(): number;
    /** Nobody may join any more. */
    stopped: boolean;
}
/** One WebSocket. An idle one is this object and an entry: a class, and listeners that all sockets share. */
export declare class SocketLink implements ServerLink {
    private readonly socket;
    private readonly headers;
    private readonly tcp;
    private readonly server;
    readonly kind = "duplex";
    readonly worn = false;
    hold: number;
    read: number;
    private heardAt;
    /** Characters written since then: what the client says to a ping comes when it has read them. */
    private writtenSince;
    /** When somebody must have joined: who may not come keeps no socket. */
    private joinBy;
    private pinged;
    /** Frames without an answer, in order; undefined for one that is too long, and kept without its bytes. */
    private readonly waiting;
    private full;
    /** Goes on with a frame, when it is full no more. */
    private freed;
    private readonly arrivals;
    /** Bytes of it that belong to what is complete. */
    private complete;
    constructor(socket: WebSocket, headers: IncomingHttpHeaders, tcp: Duplex & {
        bytesRead?: number;
    }, server: SocketServer);
    private get latestJoin();
    /** None where the platform does not count them. */
    private get bytes();
    /** Bytes of a message that is not complete yet. */
    private get unfinished();
    private alive;
    /** A ping or a pong of so many bytes has come, also in the middle of a message. */
    controlled(size: number): void;
    /** Tells nothing of when a message will be complete. */
    ponged(size: number): void;
    /**
     * Asks the silent whether they are still there, and ends those that do not answer.
     * @param stood - this process itself stood still: what the client has said meanwhile is yet to be read
     */
    look(stood: boolean): void;
    get room(): number;
    get written(): number;
    /** Hot, once for each delivery: a frame that leaves at once costs the socket one call and nothing else. */
    write(batch: Batch): boolean;
    end(batch: Batch): void;
    /** Who does not read is not read either: answers would pile up. */
    private pace;
    hear(data: RawData): void;
    /** One after the other. */
    private takeAll;
    private take;
    private linked;
}
