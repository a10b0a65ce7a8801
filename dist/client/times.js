/** A time that does not come. */
const never = Number.POSITIVE_INFINITY;
/** Milliseconds after which an answer that is due counts as missing. */
const answerTime = 10000;

export { answerTime, never };
//# sourceMappingURL=times.js.map
