import type { Batch, Join, Message } from '../../src/protocol/message'
import type { Position } from '../../src/protocol/position'
import type { ServerLink } from '../../src/server/link'
import { Run } from '../../src/server/log/run'
import { ServerSession } from '../../src/server/sessions/session'
import type { SessionEffect } from '../../src/server/sessions/states'
import { place, read } from './conversation'

/** A link that takes everything. */
export const linkOf = (traits: Partial<ServerLink> = {}): ServerLink => ({
  ...{ kind: 'stream', worn: false, hold: 1000, room: 262_144, written: 0 },
  write: () => true,
  end() {},
  ...traits,
})

/** A publication to `/a`, and the one after that, in one millisecond each. */
export const run = (channel: string, n: number) =>
  new Run(channel, { stamp: place(n).slice(0, 16), at: 0 }, 0, JSON.stringify(n))

/** A session of a client of ours that listens to `/a` and `/b`, a sentence at a time; the log ends at place 0. */
export function begin(first = linkOf()) {
  const session = new ServerSession('k'.repeat(22), false, 0)
  let now = 0
  let joins = 0
  const log = { tail: place(0), floor: place(0), newest: () => undefined }
  const kinds: string[] = []
  const messages = (effects: readonly SessionEffect[]) =>
    effects.map((effect) => ('batch' in effect ? read(effect.batch as Batch) : effect.type))
  function step(event: Parameters<typeof session.step>[0]) {
    const effects = session.step(event, now)
    kinds.push(...effects.map(({ type }) => type))
    return messages(effects)
  }

  const talk = {
    session,
    step,
    log,
    /** The kinds of all effects so far. */
    kinds,
    join(link: ServerLink, join: Partial<Join> = {}, refused: Record<string, string> = {}, prompt = true) {
      const whole = { join: ++joins, version: 1, runs: 1 as const, at: place(0), ...join }
      const reply: Message = { channel: '/meta/connect', successful: true }
      return step({ type: 'join', link, join: whole, reply, prompt, refused, log, published: 0 })
    },
    /** All that it asked for of the log, up to here. */
    page: (end: Position, ...runs: Run[]) => step({ type: 'page', page: { runs, end, more: false }, log }),
    publish: (...runs: Run[]) => step({ type: 'tail', runs, end: (runs.at(-1) as Run).position, log }),
    /** So many milliseconds later; the next look is `ahead` milliseconds away, and all up to `heard` has been fed. */
    later(milliseconds: number, ahead = 0, heard = place(0)) {
      now += milliseconds
      return step({ type: 'tick', heard, ahead })
    },
  }
  talk.join(first, { subscriptions: ['/a', '/b'] })
  return talk
}
