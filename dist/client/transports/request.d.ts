import type { Batch } from '../../protocol/message.js';
import type { Inlet, Link, Target } from '../link.js';
import { type Pipe } from './pipe.js';
/** Reads an answer that grows. */
export interface Reader {
    /** @param text - all of it so far */
    read(text: string): void;
    /** The text is complete. */
    end(): void;
}
/** Takes the answer as one frame, when it is complete. */
declare function wholeReader({ frame }: Pipe): Reader;
export declare function blockedBy(target: Target, ...directives: string[]): string | undefined;
/** Why requests that read their answer cannot be made. */
export declare function noRequests(target: Target): string | undefined;
export declare function noXhr(target: Target): string | undefined;
/** One POST. */
export declare function request(target: Target, batch: Batch, inlet: Inlet, createReader?: typeof wholeReader): Link;
export {};
