import { EnckeError } from '../../protocol/errors'

/**
 * Whoever misspells a name hears of it.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - there is no such option
 */
export function demandNames(given: object, names: readonly string[], where = '') {
  for (const name of Object.keys(given))
    if (!names.includes(name))
      throw new EnckeError('bad-option', `there is no option ${where}${name}, only ${names.join(', ')}`)
}

/**
 * What was given, and the default where that is undefined. Infinity is no bound.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - something that was given is no number above 0, or has another name
 */
export function boundsOf<Name extends string>(
  given: { [One in NoInfer<Name>]?: unknown },
  defaults: Record<Name, number>,
  where = '',
): Record<Name, number> {
  demandNames(given, Object.keys(defaults), where)
  const bounds = { ...defaults }
  for (const name of Object.keys(defaults) as Name[]) {
    const value = given[name]
    if (value === undefined) continue
    if (typeof value !== 'number' || !(value > 0))
      throw new EnckeError('bad-option', `${where}${name} is a number above 0, not ${value}`)
    bounds[name] = value
  }
  return bounds
}
