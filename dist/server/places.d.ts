import type { Answer, Join } from '../protocol/message.js';
import { type Position } from '../protocol/position.js';
import type { Run } from './log/run.js';
import type { LogEnds } from './states.js';
/** The newest of a channel: of these, where they are older than what the node has in memory. */
export declare function newestOf(runs: readonly Run[], log: LogEnds): LogEnds['newest'];
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
    /** Begins anew, at the lowest of these places. */
    begin(places: ReadonlyMap<string, Position>, otherwise: Position): void;
    /** Takes over the cursors of a join. What the log no longer has is told, and skipped. */
    join(patterns: Iterable<string>, join: Join, { tail, floor }: LogEnds): Pick<Answer, 'begin' | 'missed'>;
    set(pattern: string, position: Position): void;
    delete(pattern: string): void;
    /** All up to `position` has been sent. */
    advance(position: Position): void;
    /** Raises the base to the lowest place of all patterns. */
    settle(patterns: Iterable<string>): void;
}
