import { EnckeError } from '../protocol/errors'

/** Whether a value can be meant, and what is. */
export interface Check {
  sound(value: unknown): boolean
  what: string
}

export const isAbove0 = (value: unknown): value is number => typeof value === 'number' && value > 0

export const above0: Check = { sound: isAbove0, what: 'a number above 0' }
export const count: Check = { sound: (value) => value === 0 || isAbove0(value), what: 'a number, 0 for none' }
export const callable: Check = { sound: (value) => typeof value === 'function', what: 'a function' }
export const table: Check = { sound: (value) => value !== null && typeof value === 'object', what: 'an object' }

export const wrong = (why: string) => new EnckeError('bad-option', why)

/**
 * What is called later: where nothing checks types, its author hears of a mistake now.
 * @throws EnckeError `bad-option`
 */
export function demandFunction<Wanted>(what: string, value: Wanted): Wanted {
  if (!callable.sound(value)) throw wrong(`${what} a function, not ${value}`)
  return value
}

/**
 * What is wrong with options is said when something is made of them. One that is undefined is not given.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - an option cannot be meant, or there is none of that name
 */
export function demandSound<Name extends string>(given: object, checks: Record<Name, Check>, where = '') {
  const names = Object.keys(checks)
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) throw wrong(`there is no option ${where}${name}, only ${names.join(', ')}`)
    const { sound, what } = checks[name as Name]
    if (value !== undefined && !sound(value)) throw wrong(`${where}${name} is ${what}, not ${value}`)
  }
}

/** What was given, and the default of each that is not given or undefined. */
export function withDefaults<Name extends string>(
  given: { [One in NoInfer<Name>]?: number | undefined },
  defaults: Record<Name, number>,
): Record<Name, number> {
  const all = { ...defaults }
  for (const name of Object.keys(defaults) as Name[]) all[name] = given[name] ?? defaults[name]
  return all
}

/**
 * Bounds, each a number above 0 or left out for its default. Infinity is no bound.
 * @param where - stands before the names
 * @throws EnckeError `bad-option`
 */
export function boundsOf<Name extends string>(
  given: { [One in NoInfer<Name>]?: number | undefined },
  defaults: Record<Name, number>,
  where = '',
): Record<Name, number> {
  demandSound(given, Object.fromEntries(Object.keys(defaults).map((name) => [name, above0])), where)
  return withDefaults(given, defaults)
}
