import type { Answer, Join, Message, Missed } from '../../protocol/message.js';
import { type Position } from '../../protocol/position.js';
import type { Run } from '../log/run.js';
import type { LogEnds } from './states.js';
/** The newest of a channel: of these, where they are older than what the node has in memory. */
export declare function newestOf(runs: readonly Run[], log: LogEnds): LogEnds['newest'];
/**
 * The answer to a join that tells of gaps, and has waited for so many milliseconds, where what lies behind them is gone too:
 * a busy log lets go of more while it is read. Undefined when that is to be told by itself.
 */
export declare function widened(answer: Message | undefined, more: readonly Missed[], waited: number): Message | undefined;
/**
 * How far a session is in each of its patterns. Nearly always that is one place, `base`; only while a pattern lies ahead
 * of that is its own place kept.
 */
export declare class Places {
    /** Everything up to here has been sent. */
    base: Position;
    private ahead;
    /** None lies ahead of this. */
    private highest;
    of(pattern: string): Position;
    /** Is where the other one is. */
    copy(other: Places): void;
    /** Takes over the cursors of a join. */
    join(patterns: Iterable<string>, join: Join, log: LogEnds): Pick<Answer, 'begin' | 'missed'>;
    /** Goes on where the log begins, with those patterns of which it no longer has all. Returns what is gone. */
    skip(patterns: Iterable<string>, log: LogEnds): Missed[];
    /**
     * Begins anew at these places, and keeps the map; without any, at the end of the log. Skips, and returns, what that no
     * longer has.
     */
    begin(places: Map<string, Position>, { tail, floor }: Pick<LogEnds, 'tail' | 'floor'>): Missed[];
    set(pattern: string, position: Position): void;
    delete(pattern: string): void;
    /** All up to `position` has been sent. Returns how far that is now. */
    advance(position: Position): Position;
    /** The lowest place of these patterns; undefined without any. */
    lowest(patterns: Iterable<string>): Position | undefined;
    /** Raises the base to the lowest place of all patterns. */
    settle(patterns: Iterable<string>): void;
}
