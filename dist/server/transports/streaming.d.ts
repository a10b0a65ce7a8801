import type { Batch, LinkKind } from '../../protocol/message.js';
import { type LinkWish, type ServerLink } from '../link.js';
import { type HttpExchange } from './held.js';
/** Characters of a stream that a browser may well keep until its end. */
export declare const keptByBrowsers = 131072;
/** How batches are told apart in an endless answer. */
export interface Framing {
    headers: Record<string, string>;
    /** What stands before the first frame. */
    prelude: string;
    /** So many characters that say nothing, behind the prelude. */
    padding(length: number): string;
    frame(text: string, batch: Batch): string;
    /** What stands behind the last frame. */
    end?(): string;
    /** The browser keeps all that it has read: most characters until a successor should take over. */
    kept?: number;
}
/** When a stream is to be replaced by a fresh one. */
export interface Wear {
    /** After so many characters. Default 131,072 where the browser keeps what it has received; else no bound. */
    characters?: number | undefined;
    /** After so many milliseconds, at most: proxies cut old connections. Default 300,000. */
    age: number;
}
/** A link whose answer does not end. */
export declare class StreamingLink implements ServerLink {
    private readonly now;
    readonly kind: LinkKind;
    readonly hold: number;
    written: number;
    private readonly response;
    private characters;
    private readonly most;
    private readonly wornAt;
    private readonly frame;
    private readonly last;
    /** What stands before the next frame. */
    private first;
    constructor({ response, before }: Pick<HttpExchange, 'response' | 'before'>, { headers, prelude, padding, frame, end, kept }: Framing, { hold, pad, brief }: LinkWish, wear: Wear, now: () => number);
    get room(): number;
    get worn(): boolean;
    private framed;
    write(batch: Batch): boolean;
    end(batch: Batch): void;
}
