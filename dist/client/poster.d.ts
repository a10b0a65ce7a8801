import { EnckeError } from '../protocol/errors.js';
import type { Batch, Message } from '../protocol/message.js';
import type { Target, Transport } from './link.js';
/**
 * Sends beside the link: one request is under way, with a deadline; the rest waits and leaves as one batch. A first
 * request leaves after what this turn opens: the link that brings messages gets the connection that is free.
 * @param patience - milliseconds that an answer may take
 */
export declare function createPoster(target: Target, patience: () => number, inlet: {
    messages(batch: Message[]): void;
    failed(error: EnckeError): void;
}): {
    forget: () => void;
    /** @param transport - by which the next request goes */
    post(transport: Transport, batch: Batch): void;
    /** Resolves when nothing is under way. */
    idle: () => Promise<void>;
};
