/** A time that does not come. */
export declare const never: number;
/** Milliseconds after which an answer that is due counts as missing. */
export declare const answerTime = 10000;
