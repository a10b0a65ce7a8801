import { EnckeError } from '../protocol/errors'
import type { Transport } from './link'
import { demandOneOf } from './options'

/**
 * Those with these names, in their order; all of them, without names.
 * @throws EnckeError `bad-option`
 */
export function choose(all: readonly Transport[], names: readonly string[] | undefined): readonly Transport[] {
  if (names && !Array.isArray(names)) throw new EnckeError('bad-option', `transports is a list, not ${names}`)
  const chosen = names?.map((name) => {
    demandOneOf(
      'transport',
      name,
      all.map((one) => one.name),
    )
    return all.find((one) => one.name === name) as Transport
  })
  return chosen ?? all
}
