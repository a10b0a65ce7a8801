import type { IncomingMessage } from 'node:http';
import { EnckeError } from '../../protocol/errors.js';
import type { Message } from '../../protocol/message.js';
/** How much of a body that is too large is still read, so that the client gets to read the answer. */
export declare const patience = 8;
export declare function tooLarge(limit: number): EnckeError;
/**
 * The whole body as text, decoded only when it is complete, so that a character may be cut anywhere. Chunks may
 * be a byte each: they are put together as they come.
 * @param limit - most bytes
 * @throws EnckeError `too-large` | `network`; `bad-option` when somebody else has read it
 */
export declare function readBody(request: IncomingMessage, limit: number): Promise<string>;
/**
 * The messages of a request body: JSON, or a form with one or more `message` fields (Bayeux 1.0, section 6.3.1), in
 * whatever content type they come: pages of other origins may send plain text without asking first.
 * @throws EnckeError `malformed`
 */
export declare function parseBody(text: string): Message[];
