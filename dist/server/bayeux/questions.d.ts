import type { Exchange } from '../link.js';
/**
 * Asks the application no more than it can answer in time. When all come back at once, and whoever waits in vain comes again, it would
 * answer those who have gone, and in the end nobody else.
 * @param late - there is one that it has not answered in time
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createQuestions(late: () => void, now?: () => number): <Answer>({ isOver }: Pick<Exchange, "isOver">, ask: () => Answer) => Promise<Awaited<Answer>>;
