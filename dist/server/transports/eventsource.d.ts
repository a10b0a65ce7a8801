import type { IncomingMessage } from 'node:http';
import type { Message } from '../../protocol/message.js';
import type { Envelope } from './held.js';
import type { Framing } from './streaming.js';
/** What a script element cannot ask for. */
export declare const isEventStream: ({ method, headers }: IncomingMessage) => boolean;
/** One JSON array of messages an event (HTML Standard, section 9.2). Its id is how far the client is. */
export declare const eventsource: Framing;
/** For what is answered at once and for good. */
export declare const eventsourceAnswer: Envelope;
/**
 * What is too long for the address of a stream is posted first, under a name. It is kept for some streams, since a browser
 * may ask for its own again, or until it has to give way to newer ones.
 * @param most - characters of all that is kept
 */
export declare function createKept(most: number): {
    /** @param body - of the request, which has been found to be one */
    keep(given: string, body: string): void;
    /** @throws EnckeError `malformed` */
    take(given: string): Message[];
};
