import type { EnckeError } from '../../protocol/errors.js';
import type { Answer, Join, Missed } from '../../protocol/message.js';
import { type Position } from '../../protocol/position.js';
import { type Reader } from './cursors.js';
import type { Event } from './event.js';
/** Who called `subscribe`: for which pattern, from where on. */
export interface Subscriber extends Reader {
    readonly pattern: string;
    /** Where to begin: now, with all that the log has, or after a position. */
    since: 'latest' | 'oldest' | Position;
    /** The version by which the server has to hear of it; 0 when it has answered. */
    asked?: number;
    /** Of what has piled up, only the newest of each channel is wanted. */
    readonly latest?: boolean | undefined;
    deliver(event: Event): void;
    /** The server has accepted it: what comes lies beyond this place. */
    settled(start?: Position): void;
    /** What the log had by then has been delivered. */
    caughtUp(): void;
    /** Nothing comes any more, and why. */
    end(error?: EnckeError): void;
    /** How far a loop has read, where it has not read all that was delivered. */
    readonly unread?: Position | undefined;
}
/** Whether it is more than a word: a position, if it is one. */
export declare const isPlace: (since: Subscriber["since"]) => since is Position;
export type Subscriptions = ReturnType<typeof createSubscriptions>;
/**
 * Every subscription of a session, and how far each one is. A subscription that no join has carried to the server yet
 * has no place, so that what arrives for the others cannot move it.
 */
export declare function createSubscriptions(): {
    cursors: {
        set(reader: Reader, position: Position): void;
        of: ({ place }: Reader) => string;
        takes: (reader: Reader, position: Position) => boolean;
        advance(position: Position): void;
        settle(): Position;
    };
    route: (channel: string) => readonly Subscriber[];
    advance: (position: Position) => void;
    /** How far each pattern is that has a place, and was read. */
    readonly places: Record<string, Position>;
    /** Whether the server has to hear of a change. */
    readonly changed: boolean;
    readonly patterns: string[];
    add(subscriber: Subscriber): void;
    remove(subscriber: Subscriber): void;
    /** Events of one channel, heard in order on the live link: tells who takes which, and moves every cursor there. */
    take(events: readonly Event[], deliver: (events: readonly Event[], to: readonly Subscriber[]) => void): void;
    /**
     * What a join says of the subscriptions.
     * @param whole - name every pattern, whether or not the server knows them
     */
    form(whole: boolean): Omit<Join, "join">;
    /**
     * Takes the answer to a join. False when the server would begin beyond a place that one of our subscriptions has: it
     * got that place by the answer to another join, which must not be undone. Then join again, with the places that are
     * known by now.
     * @throws EnckeError `malformed`
     */
    accept({ begin, tail }: Answer, { version: carried, subscriptions, at, own }: Omit<Join, "join">): boolean;
    /** The server said yes to a pattern, and knows no positions: one that does would begin with what comes then. */
    confirm(pattern: string): void;
    /** The server said no to a pattern: all its subscriptions end. Returns how many. */
    refuse(pattern: string, error: EnckeError): number;
    /** It is over. */
    end(error?: EnckeError): void;
    /** Delivery goes on behind a gap: also in an epoch that sorts lower. False when everybody is beyond it already. */
    skip({ patterns, from, to }: Missed): boolean;
};
