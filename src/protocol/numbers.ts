/**
 * Publications of a session are numbered 1, 2, 3. When the server has forgotten how far it was, they go on with the next
 * series: that begins one above a multiple of this. So no number ever stands for two publications, however late a
 * request from before arrives.
 */
export const series = 1_000_000_000

/** Whether no publication is missing between the two. */
export const follows = (number: number, last: number) => number === last + 1 || (number > last && number % series === 1)

/** The first number of the series after that of `last`. */
export const nextSeries = (last: number) => (Math.floor(last / series) + 1) * series + 1
