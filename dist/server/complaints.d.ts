/** What two hints begin with. */
export declare const noSocket = "a page asks for a WebSocket and gets none";
/** Tells the operator once, by `console.warn`, what is hardly meant. */
export declare function createHint(hint: string): () => void;
/**
 * Tells the operator by `console.error` what is wrong, and how much of that was left out.
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createComplaints(now?: () => number): (error: unknown) => void;
