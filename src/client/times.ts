/** A time that does not come. */
export const never = Number.POSITIVE_INFINITY

/** Milliseconds after which an answer that is due counts as missing. */
export const answerTime = 10_000
