/** What may go wrong in a night, and how often. Probabilities are of each link or request; counts of the whole night. */
export interface Weather {
  name: string
  /** Nodes with one store; none for one node with a log in its memory. */
  shared: boolean
  nodes: number
  clients: number
  /** The server is a plain Bayeux one: it knows neither joins nor positions. */
  plain: boolean
  /** Of a packet being slow, and how slow at most, in milliseconds. */
  slow: number
  slowest: number
  /** Characters a second that each client's line carries, all night, and characters of a message at most. */
  rate: number
  size: number
  /** Most milliseconds for which the server is silent. */
  timeout: number
  cut: number
  /** How often all links are cut at once. */
  blackouts: number
  /** Milliseconds after which a link is cut, whatever it does; Infinity for never. */
  age: number
  /** Half-open: nothing comes through any more, in both directions or in one, and nobody is told. */
  mute: number
  /** Something between holds back what a stream brings. */
  buffer: number
  /** A request is sent once more, some seconds later, perhaps to another node. */
  replay: number
  /** The page sleeps. */
  sleep: boolean
  /** It is loaded anew, and goes on where the one before in its tab left off. */
  reload: boolean
  /** The other tabs hold all connections that may be held, now and then. */
  crowded: boolean
  stalls: boolean
  kills: number
  /** Times at which a node asks anew about some of those whom it serves. */
  reviews: number
  /** Connections to the store that break; times for which it is away; clocks that are set. */
  breaks: number
  outages: number
  jumps: number
  /** Most milliseconds by which a node hears late what was appended. */
  lag: number
  /** When the store restarts, it has lost its last second or so. */
  loses: boolean
  /** Publications that the log keeps; Infinity for all. */
  keeps: number
  /** Milliseconds after which a session without a link is forgotten. */
  expiry: number
}

const calm: Weather = {
  name: 'calm',
  shared: false,
  nodes: 1,
  clients: 2,
  plain: false,
  slow: 0,
  slowest: 0,
  rate: Number.POSITIVE_INFINITY,
  size: 0,
  timeout: 5000,
  cut: 0,
  blackouts: 0,
  age: Number.POSITIVE_INFINITY,
  mute: 0,
  buffer: 0,
  replay: 0,
  sleep: false,
  reload: false,
  crowded: false,
  stalls: false,
  kills: 0,
  reviews: 0,
  breaks: 0,
  outages: 0,
  jumps: 0,
  lag: 0,
  loses: false,
  keeps: Number.POSITIVE_INFINITY,
  expiry: 30_000,
}

const storm: Weather = { ...calm, name: 'storm', slow: 0.15, slowest: 4000, cut: 0.3, mute: 0.05, sleep: true }

export const weathers = {
  storm,
  stalls: { ...calm, name: 'stalls', stalls: true },
  /** Lines that carry less than what comes. */
  narrow: { ...calm, name: 'narrow', rate: 12_000, size: 4000, timeout: 25_000 },
  /** Such lines in a network that cuts at an age, which is learned. */
  ages: { ...calm, name: 'ages', age: 2200, rate: 10_000, size: 4000, timeout: 25_000 },
  /** A plain server that forgets its sessions now and then. */
  plain: { ...storm, name: 'plain', plain: true, kills: 3 },
  /** A log in memory that begins anew, on a clock that may have gone back. */
  restarts: { ...storm, name: 'restarts', kills: 3, jumps: 3 },
} satisfies Record<string, Weather>

/** Nothing may be missed, and no publication may fail. */
export const isLossless = ({ plain, shared, kills, loses, keeps }: Weather) =>
  !plain && !loses && keeps === Number.POSITIVE_INFINITY && (shared || kills === 0)

/** The weather of a seed: many nodes in every other night. */
export function drawWeather(seed: number, random: () => number): Weather {
  const chance = (probability: number) => random() < probability
  const count = (most: number) => Math.floor(random() * (most + 1))
  const shared = seed % 2 === 0
  const rough: Weather = {
    ...storm,
    name: shared ? 'nodes' : 'node',
    shared,
    nodes: shared ? 1 + count(2) : 1,
    clients: 1 + count(2),
    slow: random() * 0.2,
    ...(chance(0.2) && { rate: 10_000 + random() * 30_000, size: random() * 4000 }),
    cut: random() * 0.4,
    blackouts: chance(0.3) ? count(150) : 0,
    age: chance(0.3) ? 500 + random() * 3000 : Number.POSITIVE_INFINITY,
    mute: random() * 0.15,
    buffer: chance(0.5) ? random() * 0.4 : 0,
    replay: chance(0.5) ? random() * 0.2 : 0,
    jumps: chance(0.3) ? count(3) : 0,
    kills: chance(shared ? 0.5 : 0.3) ? count(3) : 0,
    keeps: chance(0.2) ? 5 + count(40) : Number.POSITIVE_INFINITY,
    expiry: chance(0.5) ? 5000 : 5000 + random() * 30_000,
    reload: chance(0.3),
    crowded: chance(0.3),
    plain: !shared && chance(0.2),
    reviews: chance(0.3) ? count(20) : 0,
  }
  // Each costs a plain client its session, and it leaves a server that forgets fresh ones again and again.
  if (rough.plain) return { ...rough, reviews: 0 }
  if (!shared) return rough
  return {
    ...rough,
    breaks: count(4),
    outages: chance(0.5) ? count(3) : 0,
    lag: chance(0.5) ? random() * 3000 : 0,
    loses: chance(0.25),
  }
}
