import type { Batch } from '../../protocol/message.js';
import type { Inlet, Link, Target } from '../link.js';
import { type Pipe } from './pipe.js';
/** Reads an answer that comes in pieces. */
export interface Reader {
    read(piece: string): void;
    /** That was all. */
    end(): void;
}
/** Takes each line as a frame, when it is there. */
export declare const lineReader: ({ frame, alive }: Pipe) => Reader;
export declare function blockedBy({ environment, url }: Target, ...directives: string[]): string | undefined;
/** Why requests that read their answer cannot be made. */
export declare function noRequests(target: Target): string | undefined;
export declare function noXhr(target: Target): string | undefined;
/** One POST, by whatever there is, whose answer counts when it is complete. */
export declare function request(target: Target, batch: Batch, inlet: Inlet): Link;
/**
 * One POST.
 * @param createReader - of an answer that is read while it grows; without it, all of it is one frame
 */
export declare function post(target: Target, batch: Batch, inlet: Inlet, send: Send, createReader?: (pipe: Pipe) => Reader): Link;
interface Body {
    type: string;
    text: string;
}
/** Gives what has come since it was last called. */
type Take = () => string;
/** Sends, and returns the abort. */
type Send = (target: Target, body: Body, answer: {
    /** More has come. */
    read(status: number, take: Take): void;
    done(status: number, take: Take): void;
    failed(cause?: unknown): void;
}) => () => void;
export declare const viaXhr: Send;
export declare const viaFetch: Send;
export {};
