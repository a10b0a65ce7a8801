import { isService } from '../../protocol/channel'
import type { Batch, Join, Message } from '../../protocol/message'
import { epochOf, isPosition, later } from '../../protocol/position'
import { createHint } from '../complaints'
import type { Exchange } from '../link'
import type { Log } from '../log/log'
import type { Limits } from '../options'
import { recall } from '../sessions/record'
import type { Held, Sessions } from '../sessions/sessions'
import { connectionTypes, isPoll } from '../transports/index'
import { badJoin, keyForm, printable } from './checks'
import type { Permissions } from './permissions'
import { anew, fail, reply, retry, stop, turnAway, unknown } from './replies'

export interface JoinsOptions {
  sessions: Sessions
  log: Log
  limits: Limits
  /** Milliseconds of silence, at most. */
  timeout: number
  /** Hears of each error that is answered. */
  refused(error: string): void
}

/** Least milliseconds between heartbeats, and most characters of padding, whatever a client wishes. */
const leastHold = 1000
const mostPadding = 65_536

/** Beyond so many times as many subscriptions as it may have, a join is refused as a whole: each refusal is an answer. */
const timesTooMany = 16

/** A page that listened to a service channel would wait for ever. */
const serverOnly = 'what is published below /service/ is heard by the server alone'

/** Of the positions that the client has. */
function newestEpoch({ at = '', own = {} }: Join): string {
  const positions = [at, ...Object.values(own)].filter(isPosition)
  return epochOf(positions.reduce(later, ''))
}

/** Answers the joins of our clients. */
export function createJoins(
  { sessions, log, limits, timeout, refused: count }: JoinsOptions,
  permissions: Permissions,
) {
  const tooMany = `more than ${limits.subscriptions} subscriptions`
  const changed = createHint(
    'authenticate has returned another identity for a session than before: return the same value for the same user',
  )

  /** The session of that key, unless it is somebody else's. */
  function heldBy(key: string, identity: unknown): Held | undefined {
    const held = sessions.get(key)
    const same = held && JSON.stringify(held.identity) === JSON.stringify(identity)
    if (held && !same) changed()
    return same ? held : undefined
  }

  /** The join, with the subscriptions that another node knows; undefined when none does. */
  async function recalled(join: Join, key: string, { identity }: { identity?: unknown }): Promise<Join | undefined> {
    const record = await recall(log, key)
    const same = record?.version === join.version && JSON.stringify(record.identity) === JSON.stringify(identity)
    return same ? { ...join, subscriptions: record.patterns, latest: record.latest } : undefined
  }

  /** The reply to a join of a client of ours; undefined when its link has the answer. */
  return async function answerJoin(message: Message, join: Join, key: unknown, exchange: Exchange, before: Batch) {
    const handshake = message.channel === '/meta/handshake'
    if (typeof key !== 'string' || !keyForm.test(key))
      return fail(message, '400::the session key is 22 characters of base64url', stop)
    const bad = badJoin(join)
    if (bad) return fail(message, bad, stop)
    if (join.subscriptions && join.subscriptions.length > timesTooMany * limits.subscriptions)
      return fail(message, `413::${tooMany}`, stop)
    const suspended = sessions.watchSuspensions()
    const who = await permissions.identify(message, exchange)
    if (!who) return turnAway(message, exchange)
    const known = heldBy(key, who.identity)
    const full = (what = 'sessions') => fail(message, `503::too many ${what}`, retry(timeout))
    if (!known && sessions.size >= limits.sessions) return full()
    const whole = join.subscriptions || known?.session.version === join.version ? join : await recalled(join, key, who)
    const stale = known !== undefined && join.join < known.session.number
    if (!whole && !stale) return unknown(message)
    const { subscriptions } = whole ?? join

    const asked = stale
      ? []
      : [...new Set(subscriptions ?? (permissions.change && known ? known.session.patterns : []))]
    const reasons = await permissions.reasonsAgainstSubscribing(
      asked.slice(0, limits.subscriptions),
      who.identity,
      exchange,
    )
    const refused: Record<string, string> = Object.create(null)
    for (const [index, pattern] of asked.entries()) {
      const unheard = isService(pattern) && `405:${printable(pattern)}:${serverOnly}`
      const reason = index < reasons.length ? unheard || reasons[index] : `413::${tooMany}`
      if (reason) refused[pattern] = reason
    }
    const type = handshake ? join.type : message.connectionType
    const brief = message.advice?.timeout === 0
    const prompt = handshake || brief || Boolean(subscriptions) || !isPoll(type)
    if (newestEpoch(join) > epochOf(log.tail)) await log.catchUp()
    const published = prompt ? await log.published(key) : 0
    if (suspended(who.identity)) return answerJoin(message, join, key, exchange, before)
    // While all that was asked, another join of the same client may have begun or ended the session.
    const current = heldBy(key, who.identity)
    if (!current && sessions.size >= limits.sessions) return full()
    // What is stale was asked nobody about: it must not begin a session, nor take one.
    const fits = stale
      ? current && join.join < current.session.number
      : subscriptions || current?.session.version === join.version
    if (!fits) return unknown(message)
    const more = asked.length - Object.keys(refused).length - (current?.session.patterns.size ?? 0)
    if (more > 0 && sessions.patterns + more > limits.patterns) return full('subscriptions')
    const hold = Math.min(timeout, Math.max(leastHold, join.timeout ?? timeout))
    const pad = Math.min(mostPadding, join.pad ?? 0)
    const link =
      typeof type === 'string' ? exchange.link({ connectionType: type, hold, pad, brief }, before) : undefined
    if (!link) return fail(message, `301:${printable(type)}:connection type not supported`, anew)
    const { session } = current ?? sessions.create(key, false, who.identity)
    const answer = reply(message, {
      successful: true,
      ...(handshake && { version: '1.0', clientId: key, supportedConnectionTypes: connectionTypes }),
      ...(prompt && { advice: retry(link.hold) }),
    })
    for (const reason of Object.values(refused)) count(reason)
    sessions.join(session, { link, join: whole ?? join, reply: answer, prompt, published, refused })
    return undefined
  }
}
