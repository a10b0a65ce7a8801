import type { Client } from '../../src/index'

/** What was seen from outside of a run of real clients, servers and networks. It can be stored as JSON. */
export interface History {
  publications: PublicationRecord[]
  subscriptions: SubscriptionRecord[]
}

export interface PublicationRecord {
  /** Its payload: no two are alike. */
  id: string
  publisher: string
  /** The how many-th of its publisher, from 1. */
  number: number
  channel: string
  /** Milliseconds since 1970, by one clock for all records. */
  calledAt: number
  /** `resolved`, or the code of the error; undefined when neither has come. */
  end?: string
}

export interface SubscriptionRecord {
  name: string
  pattern: string
  since: 'latest' | 'oldest'
  /** Undefined when it was not accepted. */
  readyAt?: number
  /** In the order in which it came. */
  told: (Delivery | Gap)[]
}

export interface Delivery {
  id: string
  channel: string
  position: string
  at: number
}

/** What the client said by `missed` while this subscription was there. */
export interface Gap {
  missed: { patterns: readonly string[]; from: string; to: string; reason: string }
  at: number
}

export const violationKinds = [
  'lost',
  'duplicated',
  'reordered',
  'invented',
  'doubled',
  'rejected but delivered',
] as const

export interface Violation {
  /**
   * `invented`: delivered and never published, or on a channel that does not match. `doubled`: one publication at two
   * positions.
   */
  kind: (typeof violationKinds)[number]
  /** The publication, and the subscription if it concerns only one. */
  id: string
  subscription?: string
  detail: string
}

const isDelivery = (told: Delivery | Gap): told is Delivery => 'id' in told
const isGap = (told: Delivery | Gap): told is Gap => 'missed' in told

/** As the documentation of `subscribe` says: a star is one segment, two are one or more. */
function matches(pattern: string, channel: string): boolean {
  const [head, deep] = [pattern.replace(/\*+$/, ''), pattern.endsWith('**')]
  if (head === pattern) return pattern === channel
  const rest = channel.startsWith(head) ? channel.slice(head.length) : ''
  return rest !== '' && (deep || !rest.includes('/'))
}

/** Everything in a history that must not be. What nobody knows yet, the end of a publication, is no violation. */
export function check({ publications, subscriptions }: History): Violation[] {
  const violations: Violation[] = []
  const published = new Map(publications.map((one) => [one.id, one]))
  const positions = new Map<string, string>()

  for (const { name, pattern, told } of subscriptions) {
    const had = new Map<string, string>()
    const numbers = new Map<string, number>()
    let last = ''
    for (const { id, channel, position } of told.filter(isDelivery)) {
      const violate = (kind: Violation['kind'], detail: string) =>
        violations.push({ kind, id, subscription: name, detail })
      const one = published.get(id)
      const known = positions.get(id)
      if (!one) {
        violate('invented', `nobody published it on ${channel}`)
        continue
      }
      if (one.channel !== channel || !matches(pattern, channel)) violate('invented', `it came on ${channel}`)
      if (known === undefined) positions.set(id, position)
      else if (known !== position) violate('doubled', `it is at ${known} and at ${position}`)
      if (one.end && one.end !== 'resolved' && one.end !== 'delivery-unknown' && !had.has(id))
        violate('rejected but delivered', one.end)
      if (had.has(id)) {
        violate('duplicated', `at ${had.get(id)} and at ${position}`)
        continue
      }
      had.set(id, position)
      const before = numbers.get(one.publisher) ?? 0
      if (position <= last) violate('reordered', `${position} came after ${last}`)
      else if (one.number < before) violate('reordered', `${one.publisher}: ${one.number} came after ${before}`)
      last = position > last ? position : last
      numbers.set(one.publisher, Math.max(before, one.number))
    }
  }

  const gaps = subscriptions.flatMap(({ told }) => told.filter(isGap))
  for (const subscription of subscriptions) {
    const own = subscription.told.filter(isGap)
    // What others were told is gone, a subscription from the oldest on cannot have.
    const excuses = subscription.since === 'oldest' ? gaps : own
    const deliveries = subscription.told.filter(isDelivery)
    const had = new Set(deliveries.map(({ id }) => id))
    const first = deliveries[0]?.position
    for (const one of publications) {
      const position = positions.get(one.id)
      if (one.end !== 'resolved' && position === undefined) continue
      if (had.has(one.id) || !matches(subscription.pattern, one.channel)) continue
      if (!isDue(one, subscription, position, first) || excuses.some((gap) => covers(gap, one, subscription, position)))
        continue
      const detail = `${one.channel}, ${one.end ?? 'without an end'}, ${position ?? 'delivered to nobody'}`
      violations.push({ kind: 'lost', id: one.id, subscription: subscription.name, detail })
    }
  }
  return violations
}

/** Whether it lies beyond the beginning of the subscription for certain. */
function isDue(
  { calledAt }: PublicationRecord,
  { since, readyAt }: SubscriptionRecord,
  position: string | undefined,
  first: string | undefined,
): boolean {
  if (readyAt === undefined) return false
  return since === 'oldest' || calledAt > readyAt || (!!position && !!first && position > first)
}

function covers(
  { missed, at }: Gap,
  { calledAt }: PublicationRecord,
  { pattern, since }: SubscriptionRecord,
  position?: string,
): boolean {
  if (since === 'latest' && !missed.patterns.includes(pattern)) return false
  if (!position || !missed.to) return calledAt <= at
  return position <= missed.to && (since === 'oldest' || position > missed.from)
}

/** How many of each kind. */
export function count(violations: readonly Violation[]): Record<Violation['kind'], number> {
  const of = (kind: string) => violations.filter((one) => one.kind === kind).length
  return Object.fromEntries(violationKinds.map((kind) => [kind, of(kind)])) as never
}

/** Several histories of one run as one. */
export function join(histories: readonly History[]): History {
  return {
    publications: histories.flatMap(({ publications }) => publications),
    subscriptions: histories.flatMap(({ subscriptions }) => subscriptions),
  }
}

export interface Recorder {
  history: History
  subscribe(pattern: string, since?: 'latest' | 'oldest'): void
  publish(channel: string): void
}

/** Writes down what a client does and hears. It needs nothing from outside, so that it also runs in a page, as text. */
export function record(client: Client, name: string): Recorder {
  const history: History = { publications: [], subscriptions: [] }
  let number = 0
  client.on('missed', (missed) => {
    for (const { told } of history.subscriptions) told.push({ missed, at: Date.now() })
  })
  return {
    history,
    subscribe(pattern, since = 'latest') {
      const told: (Delivery | Gap)[] = []
      const one: SubscriptionRecord = { name: `${name} ${pattern}`, pattern, since, told }
      history.subscriptions.push(one)
      const heard = ({ channel, data, position }: { channel: string; data: string; position: string }) =>
        void told.push({ id: data, channel, position, at: Date.now() })
      client.subscribe(pattern, heard, { since }).ready.then(
        () => void (one.readyAt = Date.now()),
        () => {},
      )
    },
    publish(channel) {
      const id = `${name} ${++number}`
      const one: PublicationRecord = { id, publisher: name, number, channel, calledAt: Date.now() }
      history.publications.push(one)
      client.publish(channel, id).then(
        () => void (one.end = 'resolved'),
        (error) => void (one.end = error.code ?? String(error)),
      )
    },
  }
}
