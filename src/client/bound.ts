import { EnckeError } from '../protocol/errors'

/**
 * How many there may be.
 * @throws EnckeError `bad-option`
 */
export function boundOf(name: string, value: unknown = 1000): number {
  if (typeof value === 'number' && value > 0) return value
  throw new EnckeError('bad-option', `${name} is a number above 0, not ${value}`)
}
