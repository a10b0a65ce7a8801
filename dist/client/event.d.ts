import type { Message } from '../protocol/message.js';
import { type Position } from '../protocol/position.js';
/** What arrives on a subscription: the same object for all whom it concerns, so do not change it. */
export interface Event<Data = unknown> {
    /** To which it was published; a pattern takes several. */
    readonly channel: string;
    /** What was published. Of which type that is you say; nothing checks it. */
    readonly data: Data;
    /** Its place in the server's log, for `since`. Empty from a server without positions. */
    readonly position: Position;
}
/**
 * What messages bring: of a run, each of its events. Hot, once for each event.
 * @param placed - they have positions
 */
export declare function eventsOf(messages: readonly Message[], placed: boolean): Event[];
