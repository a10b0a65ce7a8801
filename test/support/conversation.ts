import { createOutbox, type Publication } from '../../src/client/session/outbox'
import { createSession } from '../../src/client/session/session'
import type { LinkId, LinkTraits, SessionEffect, SessionEvent } from '../../src/client/session/states'
import type { Event } from '../../src/client/subscriptions/event'
import { createSubscriptions, type Subscriber } from '../../src/client/subscriptions/subscriptions'
import { decode, encode } from '../../src/protocol/batch'
import type { EnckeError } from '../../src/protocol/errors'
import type { Advice, Answer, Batch, Join, Message, Notice } from '../../src/protocol/message'
import { formatPosition } from '../../src/protocol/position'

export const key = 'k'.repeat(22)

/** The n-th place in a log. */
export const place = (n: number, epoch = 1_700_000_000_000) => formatPosition(epoch, 1_700_000_000_000 + n, 0)

/** A subscriber that remembers what it was told. */
export interface Heard extends Subscriber {
  readonly events: Event[]
  /** `undefined` for a yes. */
  readonly answers: unknown[]
  /** Whether all that was there has come. */
  readonly hasAll: boolean
}

export function subscriber(pattern: string, since: Subscriber['since'] = 'latest'): Heard {
  const events: Event[] = []
  const answers: unknown[] = []
  let hasAll = false
  return {
    get hasAll() {
      return hasAll
    },
    pattern,
    since,
    events,
    answers,
    deliver: (event) => void events.push(event),
    settled: () => void answers.push(undefined),
    caughtUp() {
      if (hasAll) throw new Error('caught up twice')
      hasAll = true
    },
    end: (error) => void answers.push(error),
  }
}

export interface Posted extends Publication {
  /** How it ended: 'yes', or the error. Undefined before that. */
  readonly end: 'yes' | EnckeError | undefined
}

export function publication(channel = '/p', data: unknown = 1): Posted {
  let end: Posted['end']
  return {
    channel,
    data: JSON.stringify(data),
    get end() {
      return end
    },
    settled(error) {
      if (end) throw new Error('settled twice')
      end = error ?? 'yes'
    },
  }
}

type Kind = 'stream' | 'poll' | 'duplex'
const names = { stream: 'xhr-streaming', poll: 'long-polling', duplex: 'websocket' }

/** Talks to a session as an engine and a server would, a sentence at a time; time passes when told to. */
export function converse({ random = () => 0.999, patterns = [] }: { random?: () => number; patterns?: string[] } = {}) {
  const subscriptions = createSubscriptions()
  const outbox = createOutbox({ messages: 1000, characters: 1e6 })
  const subscribers = patterns.map((pattern) => subscriber(pattern))
  for (const one of subscribers) subscriptions.add(one)
  const session = createSession({
    key,
    random,
    connectionTypes: ['xhr-streaming', 'long-polling'],
    subscriptions,
    outbox,
  })
  let now = 0
  let serial = 0
  const last = new Map<LinkId, Message>()
  const history: SessionEffect[] = []

  function step(event: SessionEvent): readonly SessionEffect[] {
    const effects = session.step(event, now)
    history.push(...effects)
    for (const effect of effects) {
      if (effect.type === 'send') last.set(effect.link, decode(encode(effect.batch)).at(-1) as Message)
      if (effect.type !== 'deliver') continue
      for (const event of effect.events) for (const one of effect.to) one.deliver(event)
    }
    return effects
  }

  /** A new link: a successor while there is one, else a candidate, unless `traits` say otherwise. */
  function link(kind: Kind = 'stream', traits: Partial<LinkTraits> = {}): LinkId {
    const link = ++serial
    const purpose = session.state === 'online' ? 'successor' : 'candidate'
    step({ type: 'linked', link, name: names[kind], kind, purpose, ...traits })
    return link
  }

  /** What was said last on this link. */
  const said = (link: LinkId) => last.get(link) as Message
  const joinOf = (link: LinkId) => said(link).ext?.encke as Join

  function hear(link: LinkId, ...batch: Message[]) {
    return step({ type: 'messages', link, batch })
  }

  /** The server's yes to what was said last on this link. */
  function answer(link: LinkId, encke: Partial<Answer> = {}, advice: Advice = { timeout: 20_000 }) {
    const { channel, id = '' } = said(link)
    const { join, subscriptions: named } = joinOf(link)
    const reply: Answer = { join, ...(named && { tail: place(0) }), published: 0, ...encke }
    const clientId = channel === '/meta/handshake' ? { clientId: key } : {}
    return hear(link, { channel, id, successful: true, ...clientId, advice, ext: { encke: reply } })
  }

  return {
    session,
    subscriptions,
    outbox,
    subscribers,
    /** Every effect so far. */
    history,
    step,
    link,
    said,
    joinOf,
    hear,
    answer,
    notice: (link: LinkId, encke: Notice) => hear(link, { channel: '/meta/connect', successful: true, ext: { encke } }),
    event: (link: LinkId, channel: string, n: number) => hear(link, { channel, data: n, id: place(n) }),
    closed: (link: LinkId, error?: EnckeError) => step({ type: 'closed', link, error }),
    aside: (...batch: Message[]) => step({ type: 'aside', batch }),
    subscribe(pattern: string, since?: Subscriber['since']) {
      const one = subscriber(pattern, since)
      subscriptions.add(one)
      return { one, effects: step({ type: 'changed' }) }
    },
    publish(data?: unknown, channel?: string) {
      const one = publication(channel, data)
      outbox.add(one)
      return { one, effects: step({ type: 'changed' }) }
    },
    /** So many milliseconds later. */
    later(milliseconds: number) {
      now += milliseconds
      return step({ type: 'tick' })
    },
    /** Milliseconds until the session wants to be woken. */
    get patience() {
      return session.deadline - now
    },
    /** Online, on a link of this kind. */
    online(kind: Kind = 'stream') {
      step({ type: 'open' })
      const first = link(kind)
      answer(first)
      return first
    },
  }
}

export type Conversation = ReturnType<typeof converse>

/** Online, with a round trip of 50 ms, and `batches` in quick succession: one with the answer in it, then events. */
export function flowing(kind: 'stream' | 'poll' | 'duplex' = 'stream', batches = 3) {
  const session = converse({ patterns: ['/a'] })
  session.step({ type: 'open' })
  const link = session.link(kind)
  session.later(50)
  session.answer(link)
  for (let n = 1; n < batches; n++) {
    session.later(50)
    session.event(link, '/a', n)
  }
  return { session, link }
}

export const types = (effects: readonly SessionEffect[]) => effects.map(({ type }) => type)
export const find = <Type extends SessionEffect['type']>(effects: readonly SessionEffect[], type: Type) =>
  effects.find((effect) => effect.type === type) as Extract<SessionEffect, { type: Type }> | undefined
/** The messages of a batch, as they arrive. */
export const read = (batch: Batch | undefined) => decode(encode(batch ?? []))
/** What goes beside the link. */
export const posted = (effects: readonly SessionEffect[]) => read(find(effects, 'post')?.batch)
/** The server's yes to a publication. */
export const yes = (number: number | string) => ({ channel: '/p', id: String(number), successful: true })

/** Milliseconds until the session dials, in hundreds, if it does so within a minute. */
export function pauseAfter(session: Conversation, effects: readonly SessionEffect[]): number {
  let pause = 0
  for (let next = effects; !find(next, 'dial') && pause < 60_000; next = session.later(100)) pause += 100
  return pause
}
