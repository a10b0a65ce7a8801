/** A time that does not come. */
export const never = Number.POSITIVE_INFINITY

/** Milliseconds after which an answer that is due counts as missing. */
export const answerTime = 10_000

/** Milliseconds of silence after which a link is not trusted when the page, or the network, comes back. */
export const doubtful = 1000

/** Milliseconds by which a timer may be late and still tell of the network rather than of this page. */
export const prompt = 50
