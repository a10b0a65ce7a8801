import type { Answer } from '../../protocol/message.js';
import { type Position } from '../../protocol/position.js';
import type { Outbox } from './outbox.js';
import type { Path } from './path.js';
import type { Paths } from './paths.js';
export type Publishing = ReturnType<typeof createPublishing>;
/** Where publications are under way, and when they have to go out again. */
export declare function createPublishing(paths: Paths, outbox: Outbox): {
    /** Some may be lost: all that is unanswered goes out again after the next join. */
    unsure: boolean;
    /** So far is the server's log. */
    heard(position: Position): void;
    /** Some go out. A log that has begun anew knows none of the numbers before: none of them is due there any more. */
    number(): void;
    /** They go out on a link that runs both ways. */
    sentOn(path: Path): void;
    /** One was answered on this path. */
    answered(path: Path | undefined): void;
    /**
     * After an answer: whether all that is unanswered goes out afresh.
     * @param back - there was no link before this one
     * @param changed - another join follows at once; what has to be done is left to its answer, which finds the same
     */
    joined(path: Path, { published, tail }: Answer, back: boolean, changed: boolean): boolean;
};
