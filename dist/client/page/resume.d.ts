import type { EnckeError } from '../../protocol/errors.js';
import type { Environment, Life } from '../environment.js';
import type { Outbox, Unanswered } from '../session/outbox.js';
import type { Subscriptions } from '../subscriptions/subscriptions.js';
/**
 * Goes on with what the page before has left, and hands things on to the next one in its tab. Where nothing can be kept,
 * nothing is.
 * @param settles - what is to happen when a publication of another page is settled
 */
export declare function createResume(url: string, { tabStorage, document }: Environment, subscriptions: Subscriptions, outbox: Outbox, settles: (publication: Unanswered) => (error?: EnckeError) => void): {
    /** How far each pattern was on the page before. */
    places: Record<string, string>;
    /** The client connects: until then it takes nothing from another one that may be made in its place. */
    begin: () => void;
    /** @param key - of the session; none when it lives only as long as its links */
    onLife(type: Life, key: string | undefined): void;
};
