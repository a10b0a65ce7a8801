import type { Message } from '../../protocol/message.js';
import { type Position } from '../../protocol/position.js';
/** What arrives on a subscription. All listeners get the same object, so do not change it. */
export interface Event<Data = unknown> {
    /** The channel to which it was published: a pattern matches several. */
    readonly channel: string;
    /** What was published. Nothing checks that it has this type. */
    readonly data: Data;
    /** Its place in the server's log, for `since`. Empty from a server without positions. */
    readonly position: Position;
}
/**
 * What messages bring: of a run, each of its events. Hot, once for each event.
 * @param placed - they have positions
 */
export declare function eventsOf(messages: readonly Message[], placed: boolean): Event[];
