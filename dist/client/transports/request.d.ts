import type { Batch } from '../../protocol/message.js';
import type { Environment } from '../environment.js';
import type { Inlet, Link, Target } from '../link.js';
import { type Reader } from './frames.js';
import { type Pipe } from './pipe.js';
export declare function blockedBy({ environment, url }: Target, ...directives: string[]): string | undefined;
/** What a browser may lack. */
export declare const lacking: ({ environment }: Target, name: keyof Environment) => string | undefined;
/** Why requests that read their answer cannot be made. */
export declare function noRequests(target: Target): string | undefined;
export declare const noXhr: (target: Target) => string | undefined;
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
/**
 * Sends, and returns the abort.
 * @param heard - more has come, or all that will; the status is 0 when there is no answer
 */
type Send = (target: Target, body: Body, heard: (status: number, take: Take, over: boolean, cause?: unknown) => void) => () => void;
export declare const viaXhr: Send;
export declare const viaFetch: Send;
export {};
