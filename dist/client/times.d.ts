/** A time that does not come. */
export declare const never: number;
/** Milliseconds after which an answer that is due counts as missing. */
export declare const answerTime = 10000;
/** Milliseconds of silence after which a link is not trusted when the page, or the network, comes back. */
export declare const doubtful = 1000;
/** Milliseconds by which a timer may be late and still tell of the network rather than of this page. */
export declare const prompt = 50;
