import { EnckeError } from '../../protocol/errors'

/**
 * What was given, and the default where that is undefined. Infinity is no bound.
 * @throws EnckeError `bad-option` - something that was given is no number above 0
 */
export function boundsOf<Name extends string>(
  given: { [One in NoInfer<Name>]?: unknown },
  defaults: Record<Name, number>,
): Record<Name, number> {
  const bounds = { ...defaults }
  for (const name of Object.keys(defaults) as Name[]) {
    const value = given[name]
    if (value === undefined) continue
    if (typeof value !== 'number' || !(value > 0))
      throw new EnckeError('bad-option', `${name} is a number above 0, not ${value}`)
    bounds[name] = value
  }
  return bounds
}
