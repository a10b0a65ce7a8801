import type { Exchange } from '../link.js';
import type { Hooks } from '../options.js';
/** For all who ask the same hooks. */
export declare const createSlowHints: () => {
    authenticate: () => void;
    authorize: () => void;
};
/**
 * Asks the application no more than it can answer in time. When all come back at once, and whoever waits in vain comes again, it would
 * answer those who have gone, and in the end nobody else.
 * @param hints - tell the operator, once, of a hook that is too slow
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createQuestions(hints?: {
    authenticate: () => void;
    authorize: () => void;
}, now?: () => number): <Answer>(exchange: Pick<Exchange, "isOver">, hook: keyof Hooks, ask: () => Answer) => Promise<Awaited<Answer>>;
