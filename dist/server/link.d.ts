import type { IncomingHttpHeaders } from 'node:http';
import type { Batch, LinkKind, Message } from '../protocol/message.js';
/** See {@link ServerLink.room}. */
export declare const roomOfStreams = 262144;
/**
 * The same of a poll. Each answer costs a round trip; but of one that comes by a script element nothing is heard before
 * its end, which must come before the client takes the silence for the death of the link.
 */
export declare const roomOfPolls: (connectionType: string) => 131072 | 524288;
/** The server's end of a link: takes batches for the client, in order, until it is over. */
export interface ServerLink {
    readonly kind: LinkKind;
    /** It has carried so much, or lived so long, that a successor should take over. */
    readonly worn: boolean;
    /** Most milliseconds of silence on it: a poll is answered then, another one gets a heartbeat. */
    readonly hold: number;
    /** Most characters of what has passed that it is given at once. */
    readonly room: number;
    /** Batches written so far, of which a client must have heard by now; and read, where it runs both ways. */
    readonly written: number;
    readonly read?: number;
    /** False when it is full: wait until it has drained before writing more. What was given is still sent. */
    write(batch: Batch): boolean;
    /** Writes, and is over; where links run both ways the client decides what becomes of it. */
    end(batch: Batch): void;
}
/** What a client asks of the link that it opens. */
export interface LinkWish {
    connectionType: string;
    /** Most milliseconds of silence. */
    hold: number;
    /** Characters of padding before the first frame. */
    pad: number;
    /** It is for one answer, at once, whatever its type. */
    brief?: boolean;
}
/** A request, or a frame of a socket, and what it may have for an answer. */
export interface Exchange {
    readonly headers: IncomingHttpHeaders;
    /** They lack what speaks for the user, asked in this way: a no is not final. */
    readonly anonymous?: boolean;
    /** Answers to what came in the same request, which go first on its link. */
    before: Batch;
    /** Whether there is nobody left who waits for the answer. */
    isOver(): boolean;
    /** Takes the response: from then on it belongs to the link. Undefined for a connection type that cannot be had here. */
    link(wish: LinkWish): ServerLink | undefined;
}
/** What those who open links ask, and tell of them. */
export interface LinkHooks {
    /** Answers the messages of one request or frame; undefined when the link does so. */
    answer(batch: readonly Message[], exchange: Exchange): Promise<Batch | undefined>;
    /** The link takes more again. */
    drained(link: ServerLink): void;
    /** The link is gone. */
    closed(link: ServerLink): void;
    /** What is answered where something could not be read, may not be, or has failed. */
    refusal(thrown: unknown): {
        status: number;
        reply: Message;
    };
    /** Hears of each error that is answered by a status alone. */
    refused(status: string): void;
}
