/** So many numbers, one after the other. */
export const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index)
