import type { Environment } from './environment'
import { never } from './times'

/** Milliseconds after the last proof for which all of them count. */
const lifetime = 30 * 60_000

/** Milliseconds of a round trip of which nothing is known. */
const usual = 150

/** Bounds of the milliseconds of silence that are given to a transport. */
const shortestStagger = 150
const longestStagger = 600

/** Cuts at an age or a silence below this, in milliseconds, are no proxy's timer. */
const shortestTimer = 2000

export type Memory = ReturnType<typeof createMemory>

interface Proofs {
  /** Milliseconds since 1970. */
  time: number
  network: string
  transport: string
  /** Milliseconds from opening to the answer; the shortest. */
  roundTrip: number
  /** Milliseconds of silence, and of age, at which links are cut here. */
  silence?: number
  age?: number
}

/**
 * What has been proved between here and a server, in this network, in the last half hour: what works, how fast, and
 * after which silence or at which age links are cut.
 */
export function createMemory(url: string, { storage, network, date }: Environment) {
  const key = `encke ${new URL(url).origin}`
  let proofs: Partial<Proofs> = {}
  let last = { age: 0, silence: 0 }
  try {
    const read: Proofs = JSON.parse(storage.getItem(key) ?? '{}')
    if (read.network === network() && date() - read.time < lifetime) proofs = read
  } catch {}

  function learn(news: Partial<Proofs>) {
    proofs = { ...proofs, ...news, time: date(), network: network() }
    try {
      storage.setItem(key, JSON.stringify(proofs))
    } catch {}
  }

  /** Twice about the same is no accident. */
  const timer = (a: number, b: number) => Math.min(a, b) > shortestTimer && Math.abs(a - b) < 0.15 * Math.max(a, b)

  return {
    /** The name of the transport that proved itself last. */
    get proved() {
      return proofs.transport
    },
    /** How long a transport may be silent before another one starts beside it, in milliseconds. */
    get stagger() {
      return Math.min(longestStagger, Math.max(shortestStagger, 2 * (proofs.roundTrip ?? usual)))
    },
    /** Most milliseconds of silence that links bear here; 0 when not known. */
    get silence() {
      return Math.round((proofs.silence ?? 0) * 0.5)
    },
    /** Milliseconds after which a successor is to be opened; Infinity when not known. */
    get age() {
      return (proofs.age ?? never) * 0.8
    },

    /** @param roundTrip - milliseconds from opening to the answer */
    prove(transport: string, roundTrip: number) {
      learn({ transport, roundTrip: Math.min(roundTrip, proofs.roundTrip ?? roundTrip) })
    },

    /** A live link was cut, so old, after so many milliseconds of silence. */
    cut(age: number, silence: number) {
      if (timer(silence, last.silence)) learn({ silence: Math.min(silence, last.silence) })
      else if (timer(age, last.age)) learn({ age: Math.min(age, last.age) })
      last = { age, silence }
    },
  }
}
