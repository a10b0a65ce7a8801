import type { Message } from '../../protocol/message.js';
import type { Position } from '../../protocol/position.js';
import { Places } from './places.js';
/**
 * CometD's acknowledgements (`ext.ack`): what the answer to a connect brought counts as sent once a later connect names
 * its number. Until then the session can go back.
 */
export declare class Acks {
    private batch;
    private readonly acknowledged;
    /** A connect says what has arrived: goes back to that, unless it is all that was sent. */
    heard(number: unknown, places: Places): void;
    /** The session listens to a pattern from here on. */
    subscribe(pattern: string, from: Position): void;
    unsubscribe(pattern: string): void;
    /** The number of what goes out with this answer. */
    number(answer: Message, sends: boolean): Message;
}
