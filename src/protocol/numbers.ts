import { EnckeError } from './errors'

/**
 * What numbers a join or a publication: from some height on, one and the next would be the same.
 * @throws EnckeError `malformed`
 */
export function numberOf(value: number): number {
  if (value % 1 || !(value < 1e15)) throw new EnckeError('malformed', `no number: ${value}`)
  return value
}

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
