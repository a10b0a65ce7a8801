/**
 * Tells the operator by `console.error` what the application could not answer, and how much of that was left out.
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createComplaints(now?: () => number): (error: unknown) => void;
