import { expect, test } from 'vitest'
import type { LinkId } from '../../../src/client/session/states'
import type { Message } from '../../../src/protocol/message'
import { type Conversation, converse, place } from '../../support/conversation'
import { broken } from '../../support/errors'
import { runSeed, seeded } from '../../support/random'

type Random = () => number
type Sound = Record<string, unknown>

const words = ['x', '', '7', '__proto__', 'constructor', '402::Unknown client', '503::busy', '/a', 'x'.repeat(2000)]
const nonsense: unknown[] = [null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, {}, [], [null], { a: 1 }, ...words]
const channels = ['/meta/connect', '/meta/handshake', '/meta/subscribe', '/meta/unsubscribe', '/c', '', undefined]
const notices = 'stale moved rotate missed at begin tail refused published written read join'.split(' ')

const pick = <Item>(random: Random, list: readonly Item[]) => list[Math.floor(random() * list.length)] as Item

/** Every object in a message, itself included. */
const objectsIn = (value: unknown): Sound[] =>
  value && typeof value === 'object' ? [value as Sound, ...Object.values(value).flatMap(objectsIn)] : []

/** What a server might say that has lost its mind; never that it is all over. */
function spoil(random: Random, sound: Message): Message[] {
  const message = structuredClone(sound)
  const what = random()
  if (what < 0.1) return [message, structuredClone(message)]
  if (what < 0.2) return []
  if (what < 0.3) {
    const [channel, id, successful, error] = [channels, nonsense, nonsense, nonsense].map((list) => pick(random, list))
    const [subscription, ext, advice] = [nonsense, nonsense, nonsense].map((list) => pick(random, list))
    // A subscription that is refused is over, and rightly so.
    const refuses = [subscription].flat().includes('/a')
    return [message, { channel, id, error, ext, advice, successful, ...(!refuses && { subscription }) } as never]
  }
  const encke = message.ext?.encke as Sound | undefined
  if (what < 0.5 && encke) encke[pick(random, notices)] = pick(random, nonsense)
  else {
    const object = pick(random, objectsIn(message))
    const name = pick(random, [...Object.keys(object), 'data'])
    if (random() < 0.2) delete object[name]
    else object[name] = pick(random, nonsense)
  }
  return [message]
}

/** What it ought to have said to what was said last on a link. */
function answerTo(session: Conversation, link: LinkId): Message {
  const { channel, id = '', ext } = session.said(link) ?? {}
  const { join, subscriptions } = (ext?.encke ?? {}) as { join?: number; subscriptions?: string[] }
  const encke = { join, published: 0, ...(subscriptions && { tail: place(0) }) }
  const clientId = channel === '/meta/handshake' ? { clientId: 'k'.repeat(22) } : {}
  return { channel, id, successful: true, ...clientId, advice: { timeout: 20_000 }, ext: { encke } } as Message
}

/** One night of nonsense, and the morning after it. Returns what was heard in the morning. */
function live(random: Random): unknown[] {
  const session = converse({ random, patterns: ['/a'] })
  let links: { link: LinkId; kind: 'poll' | 'stream' | 'duplex' }[] = []
  let seen = 0

  /** Opens what is asked for, and forgets what was dropped. */
  function follow() {
    for (; seen < session.history.length; seen++) {
      const effect = session.history[seen]
      if (effect?.type === 'drop') links = links.filter(({ link }) => link !== effect.link)
      if (effect?.type !== 'dial') continue
      const kind = pick(random, ['poll', 'stream', 'duplex'] as const)
      links.push({ link: session.link(kind), kind })
    }
  }

  function end(link: LinkId) {
    links = links.filter((one) => one.link !== link)
    session.closed(link, random() < 0.5 ? broken : undefined)
  }

  session.step({ type: 'open' })
  for (let round = 0; round < 40 && session.session.state !== 'closed'; round++) {
    follow()
    const one = links.length ? pick(random, links) : undefined
    const event = { channel: '/a', data: 'night', id: place(round + 1) }
    if (!one || random() < 0.2) session.later(Math.min(session.patience, 1000))
    else if (random() < 0.1) end(one.link)
    else session.hear(one.link, ...spoil(random, random() < 0.5 ? event : answerTo(session, one.link)))
    if (random() < 0.1) session.aside(...spoil(random, { channel: '/p', id: '1', successful: true }))
    if (random() < 0.1) session.publish()
  }

  const before = session.subscribers[0]?.events.length ?? 0
  for (let round = 0; round < 100; round++) {
    follow()
    for (const { link } of links) session.hear(link, answerTo(session, link))
    follow()
    for (const { link } of links) session.event(link, '/a', 1000 + round)
    session.later(1000)
  }
  if (session.session.state === 'closed') return ['closed']
  return (session.subscribers[0]?.events ?? []).slice(before).map(({ data }) => data)
}

test('a server that talks nonsense is survived, and heard again when it has come to its senses', () => {
  const seed = runSeed('nonsense')
  for (let night = 0; night < Number(process.env.NIGHTS ?? 300); night++) {
    const heard = live(seeded(seed + night))
    expect(heard.at(-1), `night ${seed + night}`).toBe(1099)
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => Number(a) - Number(b)))
  }
})
