/**
 * What the client uses of the language, for browsers of ES5, in the globals of the page: what a browser has, it keeps. What
 * could serve nobody else, as it does only what the client asks of it, is in `collections.ts` and `url.ts`.
 */
import Polyfill from 'promise-polyfill'

if (typeof globalThis === 'undefined') (self as { globalThis: unknown }).globalThis = self

/** Adds what is missing. */
function complete(object: object, members: object) {
  for (const name of Object.keys(members)) {
    const value = members[name as keyof typeof members] as unknown
    if (!(name in object)) Object.defineProperty(object, name, { value, writable: true, configurable: true })
  }
}

complete(globalThis, {
  Promise: Polyfill,
  queueMicrotask(run: () => void) {
    const throws = (error: unknown) => {
      throw error
    }
    Promise.resolve()
      .then(run)
      .catch((error) => setTimeout(throws, 0, error))
  },
})

complete(Object, {
  assign(to: object, ...sources: unknown[]) {
    for (const source of sources) {
      const from = Object(source)
      for (const name of Object.keys(from)) to[name as keyof typeof to] = from[name] as never
    }
    return to
  },
  entries: (object: Record<string, unknown>) => Object.keys(object).map((name) => [name, object[name]]),
  setPrototypeOf(object: { __proto__: object | null }, prototype: object | null) {
    // biome-ignore lint/suspicious/noProto: there is no other way
    object.__proto__ = prototype
    return object
  },
})

type Test = (item: unknown, index: number, all: unknown[]) => unknown

complete(Array.prototype, {
  find(this: unknown[], test: Test, self?: unknown) {
    return this[this.findIndex(test, self)]
  },
  findIndex(this: unknown[], test: Test, self?: unknown) {
    for (let index = 0; index < this.length; index++) if (test.call(self, this[index], index, this)) return index
    return -1
  },
  flat(this: unknown[], depth = 1) {
    const all: unknown[] = []
    // Passes over holes.
    this.forEach((item) => {
      if (depth > 0 && Array.isArray(item)) all.push.apply(all, item.flat(depth - 1))
      else all.push(item)
    })
    return all
  },
  flatMap(this: unknown[], map: Test, self?: unknown) {
    return this.map(map, self).flat()
  },
  includes(this: unknown[], item: unknown, from?: number) {
    // biome-ignore lint/suspicious/noSelfCompare: so is NaN found, and Number.isNaN is of 2015
    return this.indexOf(item, from) >= 0 || (item !== item && this.slice(from).some((other) => other !== other))
  },
})

complete(String.prototype, {
  endsWith(this: string, part: string, to = this.length) {
    return this.substring(to - part.length, to) === part
  },
  includes(this: string, part: string, from?: number) {
    return this.indexOf(part, from) >= 0
  },
  startsWith(this: string, part: string, from = 0) {
    return this.substring(from, from + part.length) === part
  },
})

const symbol = (globalThis as { Symbol?: SymbolConstructor }).Symbol
if (symbol) complete(symbol, { asyncIterator: symbol('Symbol.asyncIterator') })
