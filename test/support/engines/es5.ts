/** What the language had in 2011 (ECMAScript 5.1, section 15), of what has got more since. */
const language = {
  Object:
    'create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyNames getPrototypeOf ' +
    'isExtensible isFrozen isSealed keys preventExtensions seal',
  'Object.prototype':
    'constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf __proto__',
  Array: 'isArray',
  'Array.prototype':
    'concat constructor every filter forEach indexOf join lastIndexOf map pop push reduce reduceRight reverse shift ' +
    'slice some sort splice toLocaleString toString unshift',
  String: 'fromCharCode',
  'String.prototype':
    'charAt charCodeAt concat constructor indexOf lastIndexOf localeCompare match replace search slice split substr ' +
    'substring toLocaleLowerCase toLocaleUpperCase toLowerCase toString toUpperCase trim valueOf',
  Number: 'MAX_VALUE MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY',
  Math:
    'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random ' +
    'round sin sqrt tan',
}

/** What came later, of what such a client might use. */
const later = [
  ...['Map', 'Promise', 'Proxy', 'Reflect', 'Set', 'Symbol', 'WeakMap', 'WeakRef', 'WeakSet', 'globalThis'],
  ...['AbortController', 'ReadableStream', 'TextDecoder', 'TextEncoder', 'fetch', 'queueMicrotask'],
  ...['MutationObserver', 'URL', 'URLSearchParams', 'performance'],
]

/** Takes from a page what no browser of ES5 has; says what could not be taken. */
function growOld(language: Record<string, string>, later: string[]): string[] {
  const page = window as unknown as Record<string, unknown> & { msCrypto: Crypto }
  const left: string[] = []
  const { getOwnPropertyNames, getOwnPropertySymbols } = Object
  function take(from: object, name: string | symbol) {
    try {
      delete (from as Record<string | symbol, unknown>)[name]
    } catch {}
    if (typeof (from as Record<string | symbol, unknown>)[name] === 'function') left.push(String(name))
  }
  page.msCrypto = crypto
  Object.defineProperty(window, 'crypto', { value: undefined, writable: true, configurable: true })
  for (const path in language) {
    const [name = '', prototype] = path.split('.')
    const of = page[name] as { prototype: object }
    const object = prototype ? of.prototype : of
    const had = ` ${language[path]} length name prototype arguments caller `
    for (const key of getOwnPropertyNames(object)) if (had.indexOf(` ${key} `) < 0) take(object, key)
    for (const key of getOwnPropertySymbols(object)) take(object, key)
  }
  for (const name of later) take(window, name)
  for (const name of ['append', 'prepend', 'remove']) take(Element.prototype, name)
  return left
}

/** As a script, that leaves what could not be taken in a global. */
export const oldAge = `${growOld}\nvar left = growOld(${JSON.stringify(language)}, ${JSON.stringify(later)})`
