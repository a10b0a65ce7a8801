import type { Position } from '../../protocol/position.js';
import type { Run } from './run.js';
/** The first of some runs, in their order and from an index on, that goes beyond a position. */
export declare function indexBeyond(runs: readonly (Run | undefined)[], position: Position, from?: number): number;
export type Newest = ReturnType<typeof createNewest>;
/** The newest run of each channel, in the order of the log. Hot: whoever joins may go through all of them. */
export declare function createNewest(runs: readonly Run[]): {
    add: (run: Run) => void;
    /** To be called now and then. */
    tidy: () => void;
    of(channel: string): Run | undefined;
    /** It is gone from the log, as all that was before it. */
    remove(run: Run): void;
    /** Those beyond a position, up to another one. */
    between(after: Position, until: Position): Generator<Run, void, unknown>;
};
