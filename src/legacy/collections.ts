/** Pairs in the order in which they came. As far as the client uses a `Map`; what it lists are arrays. */
class ListedMap<Key, Value> {
  protected all: [Key, Value][] = []
  /** Those with a name for a key, by that: of these there are many. */
  private named: Record<string, [Key, Value]> = {}

  constructor(pairs: readonly (readonly [Key, Value])[] = []) {
    for (const [key, value] of pairs) this.set(key, value)
  }
  get size() {
    return this.all.length
  }
  get(key: Key) {
    return this.pairOf(key)?.[1]
  }
  has(key: Key) {
    return !!this.pairOf(key)
  }
  set(key: Key, value: Value) {
    const had = this.pairOf(key)
    if (had) had[1] = value
    else {
      const pair: [Key, Value] = [key, value]
      this.all.push(pair)
      if (typeof key === 'string') this.named[` ${key}`] = pair
    }
    return this
  }
  delete(key: Key) {
    const had = this.pairOf(key)
    // What a loop reads stays as it is.
    this.all = this.all.filter((pair) => pair !== had)
    if (typeof key === 'string') delete this.named[` ${key}`]
    return !!had
  }
  clear() {
    this.all = []
    this.named = {}
  }
  keys() {
    return this.all.map(([key]) => key)
  }
  values() {
    return this.all.map(([, value]) => value)
  }
  list(): unknown[] {
    return this.all
  }

  private pairOf(key: Key) {
    if (typeof key === 'string') return this.named[` ${key}`]
    for (const pair of this.all) if (pair[0] === key) return pair
    return undefined
  }
}

/** The same as far as a `Set` is used. */
class ListedSet<Item> extends ListedMap<Item, Item> {
  constructor(items: readonly Item[] = []) {
    super(items.map((item) => [item, item]))
  }
  add(item: Item) {
    return this.set(item, item)
  }
  override list() {
    return this.keys()
  }
}

/** Those of Internet Explorer can be neither filled at once nor listed, those of before 2015 know of no symbols. */
const whole = globalThis.Symbol && globalThis.Set && Symbol.iterator in Set.prototype && new Set([1]).size === 1

export const OwnMap = whole ? globalThis.Map : ListedMap
export const OwnSet = whole ? globalThis.Set : ListedSet

/** What a loop or a spread reads, as an array: a loop over an array needs no iterators. */
export function list<Item>(from: Iterable<Item> & { length?: number }): readonly Item[] {
  if (Array.isArray(from)) return from
  if (from instanceof ListedMap) return from.list() as Item[]
  // Between the halves of a character it is not cut.
  if (typeof from === 'string') return (from as string).split(/(?![\udc00-\udfff])/) as unknown as Item[]
  if (from.length !== undefined) return Array.prototype.slice.call(from)
  const all: Item[] = []
  const iterator = from[Symbol.iterator]()
  for (let next = iterator.next(); !next.done; next = iterator.next()) all.push(next.value)
  return all
}

/** Where there are no symbols, Babel's `for await` looks for this name. */
export const OwnSymbol = globalThis.Symbol ?? { asyncIterator: '@@asyncIterator' }
