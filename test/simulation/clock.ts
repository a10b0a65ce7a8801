interface Happening {
  at: number
  order: number
  run(): void
}

/** What happens at one moment, at most: more is a loop. */
const mostAtOnce = 3000

export type Clock = ReturnType<typeof createClock>

/** Virtual time. What is due at the same time happens in the order in which it was planned. */
export function createClock() {
  /** A binary heap, the first due on top. */
  const heap: Happening[] = []
  let now = 0
  let order = 0
  let stirred = false
  /** How much has happened at this very moment. */
  let crowd = 0

  const before = (a: Happening, b: Happening) => a.at < b.at || (a.at === b.at && a.order < b.order)

  function push(happening: Happening) {
    let index = heap.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(happening, heap[parent] as Happening)) break
      heap[index] = heap[parent] as Happening
      index = parent
    }
    heap[index] = happening
  }

  function pop(): Happening {
    const top = heap[0] as Happening
    const last = heap.pop() as Happening
    if (!heap.length) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Happening, heap[child] as Happening)) child++
      if (!before(heap[child] as Happening, last)) break
      heap[index] = heap[child] as Happening
      index = child
    }
    heap[index] = last
    return top
  }

  return {
    /** Milliseconds since the night began. */
    get now() {
      return now
    },

    at(when: number, run: () => void) {
      push({ at: Math.max(now, when), order: order++, run })
    },

    /** Promises have been settled: what waits for them goes on before anything else happens. */
    stir() {
      stirred = true
    },

    /** Lets happen what is due until then, or until `over` says so. */
    async run(until: number, over: () => boolean) {
      while (heap.length && (heap[0] as Happening).at <= until && !over()) {
        const { at, run } = pop()
        crowd = at > now ? 0 : crowd + 1
        if (crowd > mostAtOnce) throw new Error(`more than ${mostAtOnce} things happen at ${now}`)
        now = at
        run()
        if (!stirred) continue
        stirred = false
        await new Promise(setImmediate)
      }
      now = Math.max(now, until)
    },
  }
}
