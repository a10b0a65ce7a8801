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
/** A link whose answer does not end. */
export declare class StreamingLink implements ServerLink {
    private readonly response;
    private readonly wear;
    private readonly now;
    readonly kind = "stream";
    readonly hold: number;
    written: number;
    private characters;
    private readonly wornAt;
    private readonly frame;
    private readonly last;
    /** What stands before the next frame. */
    private first;
    /** @param before - answers to what came in the same request */
    constructor(response: ServerResponse, { headers, prelude, padding, frame, end, heartbeat }: Framing, { hold, pad }: LinkWish, before: Batch, wear: Wear, now: () => number);
    get worn(): boolean;
    private framed;
    write(batch: Batch): boolean;
    end(batch: Batch): void;
}
