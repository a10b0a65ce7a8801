import { EnckeError } from '../protocol/errors.js';
import type { Batch, Message } from '../protocol/message.js';
import type { Environment } from './environment.js';
import type { Target, Transport } from './link.js';
/** Sends beside the link: one request is under way, with a deadline; the rest waits and leaves as one batch. */
export declare function createPoster(environment: Environment, inlet: {
    messages(batch: Message[]): void;
    failed(error: EnckeError): void;
}): {
    /** @param afresh - forget what is under way first */
    post(target: Target, transport: Transport, batch: Batch, afresh: boolean): void;
    /** Resolves when nothing is under way. */
    idle: () => Promise<void>;
};
