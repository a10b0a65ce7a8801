import type { Position } from '../protocol/position.js';
import type { Log } from './log/log.js';
import type { Run } from './log/run.js';
/** What the server's own listeners hear. */
export type Publication = Pick<Run, 'channel' | 'data' | 'position'>;
type Listener = (publication: Publication) => void;
/** The server's own listeners, and how far they are in the log. */
export declare function createListeners(log: Log): {
    hear: (runs: readonly Run[]) => void;
    catchUp: () => Promise<void>;
    /** Tells what is in no log, as the next after a position. */
    tell(channel: string, data: string, after: Position): void;
    /**
     * What comes next does not follow on what came before.
     * @param runs - of that, what has not been heard
     */
    resume(runs: readonly Run[]): void;
    /** @param listener - one that does not listen to this yet. Returns the undo. */
    listen(pattern: string, listener: Listener): () => void;
    /** Nobody listens any more. */
    close(): void;
};
export {};
