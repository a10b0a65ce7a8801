import type { Environment, Life } from '../../src/client/environment'
import { seeded } from './random'
import { createStorage } from './storage'

export interface VirtualEnvironment extends Environment {
  /** Lets so many milliseconds pass: whatever falls due runs, in order, each at its own time. */
  advance(milliseconds: number): void
  /** Lets so many milliseconds pass in which nothing runs. */
  block(milliseconds: number): void
  /** Timers that are set and have not run. */
  readonly timers: number
  /** Something happens to the page. */
  live(event: Life): void
  /** How many listen for that. */
  readonly listening: number
  readonly disposed: boolean
}

/** An environment outside of time, with no page and no network; `offers` adds what a browser would have. */
export function virtualEnvironment(offers: Partial<Environment> = {}): VirtualEnvironment {
  const timers = new Map<number, { at: number; run: () => void }>()
  const listeners = new Set<(event: Life) => void>()
  let now = 0
  let serial = 0
  let secrets = 0
  let disposed = false

  function due(before: number) {
    let first: [number, { at: number; run: () => void }] | undefined
    for (const entry of timers) if (entry[1].at <= before && (!first || entry[1].at < first[1].at)) first = entry
    return first
  }

  return {
    now: () => now,
    setTimeout(run, milliseconds) {
      timers.set(++serial, { at: now + Math.max(0, milliseconds), run })
      return serial
    },
    clearTimeout: (timer) => void timers.delete(timer as number),
    random: seeded(1),
    secret: () => String(++secrets).padStart(22, 's'),
    href: undefined,
    XMLHttpRequest: undefined,
    fetch: undefined,
    ReadableStream: undefined,
    EventSource: undefined,
    WebSocket: undefined,
    document: undefined,
    date: () => 1_700_000_000_000 + now,
    storage: createStorage(),
    tabStorage: createStorage(),
    network: () => '',
    protocol: () => '',
    beacon: () => true,
    onLife: (listener) => void listeners.add(listener),
    blocked: () => undefined,
    dispose() {
      disposed = true
      listeners.clear()
    },
    ...offers,

    advance(milliseconds) {
      const end = now + milliseconds
      for (let next = due(end); next; next = due(end)) {
        timers.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].run()
      }
      now = end
    },
    block(milliseconds) {
      now += milliseconds
    },
    get timers() {
      return timers.size
    },
    live(event) {
      for (const listener of [...listeners]) listener(event)
    },
    get listening() {
      return listeners.size
    },
    get disposed() {
      return disposed
    },
  }
}

/** Resolves when all that waits in microtasks has run. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
