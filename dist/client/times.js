/** A time that does not come. */
const never = Number.POSITIVE_INFINITY;
/** Milliseconds after which an answer that is due counts as missing. */
const answerTime = 10000;
/** Milliseconds of silence after which a link is not trusted when the page, or the network, comes back. */
const doubtful = 1000;
/** Milliseconds by which a timer may be late and still tell of the network rather than of this page. */
const prompt = 50;

export { answerTime, doubtful, never, prompt };
//# sourceMappingURL=times.js.map
