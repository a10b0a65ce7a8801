import { test } from 'vitest'

/** What a client and a server can do with each other, as the table has it. */
export const features = {
  hears: 'hears',
  patterns: 'patterns',
  overlap: 'patterns that overlap',
  publishes: 'publishes',
  unsubscribes: 'unsubscribes',
  refusals: 'refusals',
  quiet: 'waits quietly',
  cut: 'after a cut',
  forgotten: 'when forgotten',
  unanswered: 'unanswered publication',
  goodbye: 'goodbye',
  advice: 'advice',
  loop: 'refused loop',
  origin: 'another origin',
  ack: 'ack extension',
} as const

export const transports = [
  'websocket',
  'eventsource',
  'long-polling',
  'cross-origin-long-polling',
  'callback-polling',
] as const

export type Feature = keyof typeof features
export type Transport = (typeof transports)[number]

/** Where in the table a test belongs. `reason`: why it does not apply; `open`: what it waits for. */
declare module 'vitest' {
  interface TaskMeta {
    table?: string
    row?: string
    transport?: Transport
    feature?: Feature
    reason?: string
    open?: string
  }
}

/** Why features do not apply, or what they wait for. */
export type Lacks = Partial<Record<Feature, string | { open: string }>>

/** Declares the test of a feature, or says in the table why there is none. */
export function testing(lacks: Lacks) {
  return (feature: Feature, sentence: string, run: () => Promise<void>) => {
    const lack = lacks[feature]
    if (lack === undefined) test(sentence, { meta: { feature } }, run)
    else test.skip(sentence, { meta: { feature, ...(typeof lack === 'string' ? { reason: lack } : lack) } })
  }
}

/** Says in the table why there is nothing to test with these transports. */
export function without(reasons: Partial<Record<Transport, string>>) {
  for (const [transport, reason] of Object.entries(reasons)) {
    test.skip(`by ${transport}: ${reason}`, { meta: { transport: transport as Transport, reason } })
  }
}
