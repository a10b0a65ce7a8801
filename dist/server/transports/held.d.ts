import type { ServerResponse } from 'node:http';
import type { Batch } from '../../protocol/message.js';
import { type Exchange, type LinkWish, type ServerLink } from '../link.js';
/** How an answer is wrapped that is complete at once. */
export interface Envelope {
    headers: Record<string, string>;
    wrap(text: string): string;
    /** The status of what is refused, too. */
    status?: number;
}
/** What every answer says: it is for this request only, it is what it says it is, and its address is nobody's business. */
export declare const commonHeaders: {
    'Cache-Control': string;
    Pragma: string;
    'X-Content-Type-Options': string;
    'Referrer-Policy': string;
};
/** A request, and where its answer goes. */
export interface HttpExchange extends Exchange {
    readonly response: ServerResponse;
    envelope: Envelope;
    /** Of the page that asked, or else of the server itself. */
    readonly origin: string;
}
export declare function answer({ response, envelope }: Pick<HttpExchange, 'response' | 'envelope'>, batch: Batch, status?: number): void;
/** A link that lives for one answer. */
export declare function heldLink(exchange: HttpExchange, { hold, connectionType }: LinkWish): ServerLink;
