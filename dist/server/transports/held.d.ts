import type { ServerResponse } from 'node:http';
import type { Batch } from '../../protocol/message.js';
import { type LinkWish, type ServerLink } from '../link.js';
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
export declare function answer(response: ServerResponse, envelope: Envelope, batch: Batch, status?: number): void;
/**
 * A link that lives for one answer.
 * @param before - answers to what came in the same request
 */
export declare function heldLink(response: ServerResponse, envelope: Envelope, { hold, connectionType }: LinkWish, before: Batch): ServerLink;
