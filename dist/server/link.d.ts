import type { Batch } from '../protocol/message.js';
/** The server's end of a link: takes batches for the client, in order, until it is over. */
export interface ServerLink {
    /** It lives for one answer. */
    readonly polls: boolean;
    /** It has carried so much, or lived so long, that a successor should take over. */
    readonly worn: boolean;
    /** Most milliseconds of silence on it: a poll is answered then, a stream gets a heartbeat. */
    readonly hold: number;
    /** False when it is full: wait until it has drained before writing more. What was given is still sent. */
    write(batch: Batch): boolean;
    /** Writes, and is over. */
    end(batch: Batch): void;
}
