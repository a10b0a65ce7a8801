import type { Live } from './live'

/** Decides when one response or upgraded socket is cut. */
export interface Guard {
  /** A byte has come, from either side. */
  active(): void
  /** How many bytes of a chunk to pass to the client, and whether to cut after them. */
  admit(length: number): { pass: number; cut: boolean }
  stop(): void
}

export function createGuard(live: Live, cut: () => void): Guard {
  const started = performance.now()
  let lastByte = started
  let passed = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = () => {
    const { idle = Infinity, age = Infinity, bytes = Infinity, midChunk } = live.faults.cut ?? {}
    if (passed > 0 && passed >= bytes && !midChunk) return 0
    return Math.max(0, Math.min(lastByte + idle, started + age) - performance.now())
  }
  const arm = () => {
    clearTimeout(timer)
    if (wait() < Infinity) timer = setTimeout(check, Math.ceil(wait()))
  }
  const check = () => {
    if (wait() > 0) return arm()
    stop()
    cut()
  }
  const unwatch = live.watch(arm)
  const stop = () => {
    unwatch()
    clearTimeout(timer)
  }
  arm()
  return {
    active() {
      lastByte = performance.now()
    },
    admit(length) {
      const { bytes = Infinity, midChunk } = live.faults.cut ?? {}
      const before = passed
      passed += length
      if (!midChunk) return { pass: length, cut: passed >= bytes }
      return passed > bytes ? { pass: Math.max(1, bytes - before), cut: true } : { pass: length, cut: false }
    },
    stop,
  }
}
