import { EnckeError } from '../protocol/errors'

/**
 * Nothing has another name.
 * @throws EnckeError `bad-option`
 */
export function demandOneOf(what: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new EnckeError('bad-option', `no ${what} ${name}; there are ${names.join(', ')}`)
}

/**
 * What was said, where nothing checks types.
 * @param names - of all that may be said
 * @throws EnckeError `bad-option`
 */
export function optionsOf<Options extends object>(said: Options | null | undefined, names: string): Partial<Options> {
  for (const name of Object.keys(said ?? {})) demandOneOf('option', name, names.split(' '))
  return said ?? {}
}
