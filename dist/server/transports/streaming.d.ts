import type { ServerResponse } from 'node:http';
import type { Batch } from '../../protocol/message.js';
import type { LinkWish, ServerLink } from '../link.js';
/** How batches are told apart in an endless answer. */
export interface Framing {
    headers: Record<string, string>;
    /** What stands before the first frame. */
    prelude: string;
    /** So many characters that say nothing, behind the prelude. */
    padding(length: number): string;
    frame(text: string, batch: Batch): string;
    /** What stands behind the last frame. */
    end?: string;
    /** Most milliseconds of silence, where only silence tells the browser that the link is dead. */
    heartbeat?: number;
}
export interface Wear {
    /** Characters after which a successor should take over: the browser keeps all of them. */
    characters: number;
    /** The same in milliseconds: proxies cut what is old. */
    age: number;
}
/**
 * A link whose answer does not end.
 * @param before - answers to what came in the same request
 */
export declare function streamingLink(response: ServerResponse, framing: Framing, { hold, pad }: LinkWish, before: Batch, wear: Wear, now: () => number): ServerLink;
