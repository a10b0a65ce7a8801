/**
 * Tells the operator by `console.error` what is wrong, and how much of that was left out.
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createComplaints(now?: () => number): (error: unknown) => void;
