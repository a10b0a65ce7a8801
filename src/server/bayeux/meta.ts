import { randomBytes } from 'node:crypto'
import { isMeta } from '../../protocol/channel'
import type { Advice, Answer, Batch, Join, Message, Written } from '../../protocol/message'
import type { Exchange } from '../link'
import type { Maybe } from '../log/log'
import type { Hooks } from '../options'
import { Acks } from '../sessions/acks'
import type { Held } from '../sessions/sessions'
import { connectionTypes } from '../transports/index'
import { isVersion, printable, subscriptionOf } from './checks'
import { createJoins, type JoinsOptions } from './joins'
import { createPermissions } from './permissions'
import { createPublications } from './publications'
import { anew, createUndecided, fail, reply, retry, stop, turnAway, unknown } from './replies'

export interface MetaOptions extends JoinsOptions {
  hooks: Hooks
}

/** Those that may take the response: one of them in a request. */
const last = new Set(['/meta/handshake', '/meta/connect', '/meta/stream'])

type Handler = (message: Message, exchange: Exchange, before: Batch) => Promise<Message | undefined>

/** Answers requests: one handler for each meta channel, and one for publications. */
export function createMeta(options: MetaOptions) {
  const { sessions, log, hooks, limits, timeout, refused } = options
  const again = retry(timeout)
  const undecided = createUndecided(timeout)
  const permissions = createPermissions(hooks)
  const { identify, reasonAgainstPublishing, reasonsAgainstSubscribing } = permissions
  const join = createJoins(options, permissions)

  const sessionOf = ({ clientId }: Message) => (typeof clientId === 'string' ? sessions.get(clientId) : undefined)
  const createPublish = createPublications(sessions, log, reasonAgainstPublishing, undecided)

  async function handshake(message: Message, exchange: Exchange): Promise<Message> {
    const suspended = sessions.watchSuspensions()
    const who = await identify(message, exchange)
    if (!who) return turnAway(message, exchange)
    if (suspended(who.identity)) return handshake(message, exchange)
    if (sessions.size >= limits.sessions) return fail(message, '503::too many sessions', again)
    const clientId = randomBytes(16).toString('hex')
    const { session } = sessions.create(clientId, true, who.identity)
    const acknowledges = Boolean(message.ext?.ack)
    if (acknowledges) session.acks = new Acks()
    return reply(message, {
      successful: true,
      ...(acknowledges && { ext: { ack: true } }),
      version: '1.0',
      clientId,
      supportedConnectionTypes: connectionTypes,
      advice: again,
    })
  }

  /** Ends what a plain client may not listen to any more. False when its session has ended meanwhile. */
  async function allowedStill(message: Message, held: Held, exchange: Exchange): Promise<boolean> {
    const { session, identity } = held
    const patterns = permissions.change ? [...session.patterns] : []
    const reasons = await reasonsAgainstSubscribing(patterns, identity, exchange)
    if (sessionOf(message) !== held) return false
    for (const [index, pattern] of patterns.entries()) if (reasons[index]) sessions.unsubscribe(session, pattern)
    return true
  }

  const table: Record<string, Handler> = {
    async '/meta/handshake'(message, exchange, before) {
      const types = message.supportedConnectionTypes
      const refuse = (error: string) => ({
        ...fail(message, error, stop),
        version: '1.0',
        supportedConnectionTypes: connectionTypes,
      })
      if (!isVersion(message.version)) return refuse('400::version is missing, or none')
      const { minimumVersion } = message
      if (typeof minimumVersion === 'string' && Number.parseInt(minimumVersion, 10) > 1)
        return refuse('300::version 1.0 is spoken here')
      if (!Array.isArray(types)) return refuse('400::supportedConnectionTypes is missing')
      if (!types.some((type) => connectionTypes.includes(type))) {
        return refuse(`301:${printable(types)}:no common connection type`)
      }
      const encke = message.ext?.encke as Partial<Join> | undefined
      if (encke) return join(message, encke as Join, encke.key, exchange, before)
      return handshake(message, exchange)
    },

    async '/meta/connect'(message, exchange, before) {
      const encke = message.ext?.encke as Join | Written | undefined
      const found = sessionOf(message)
      if ((encke as Written | undefined)?.written !== undefined) {
        return found ? reply(message, { successful: true, ...written(found.session) }) : unknown(message)
      }
      if (encke) return join(message, encke as Join, message.clientId, exchange, before)
      // Of a client that joins, too: its join was lost on the way.
      if (!found?.session.plain || !(await allowedStill(message, found, exchange))) return unknown(message)
      const { session } = found
      const { connectionType } = message
      if (typeof connectionType !== 'string') return fail(message, '400::connectionType is missing', again)
      const hold = message.advice?.timeout
      const wait = typeof hold === 'number' && hold >= 0 ? Math.min(hold, timeout) : timeout
      if (connectionType === 'eventsource') {
        // Faye's form: the stream is opened beside this, and connects are its heartbeat.
        const advice: Advice = { reconnect: 'retry', interval: timeout, timeout: 0 }
        return reply(message, { successful: true, clientId: session.key, advice })
      }
      const link = exchange.link({ connectionType, hold: wait, pad: 0 }, before)
      if (!link) return fail(message, `301:${printable(connectionType)}:connection type not supported`, anew)
      const answer = reply(message, { successful: true, clientId: session.key, advice: again })
      const number = session.number + 1
      const prompt = wait === 0 || before.length > 0
      sessions.join(session, {
        link,
        join: { join: number, version: 0 },
        reply: answer,
        prompt,
        published: 0,
        refused: {},
        ack: message.ext?.ack,
      })
      return undefined
    },

    /** What a GET for the stream of a plain client stands for, in Faye's form. */
    async '/meta/stream'(message, exchange, before) {
      const found = sessionOf(message)
      if (!found?.session.plain || !(await allowedStill(message, found, exchange))) return unknown(message)
      const { session } = found
      const link = exchange.link({ connectionType: 'eventsource', hold: timeout, pad: 0 }, before)
      if (!link) return unknown(message)
      const join = { join: session.number + 1, version: 0 }
      // The browser has to see the stream open, though there is nothing to say yet.
      link.write([])
      sessions.join(session, { link, join, reply: undefined, prompt: false, published: 0, refused: {} })
      return undefined
    },

    async '/meta/subscribe'(message, exchange) {
      const found = sessionOf(message)
      if (!found) return { ...unknown(message), ...subscriptionOf(message) }
      const { session, identity } = found
      const wanted = new Set([message.subscription ?? []].flat())
      const tooMany = `413::more than ${limits.subscriptions} subscriptions`
      let error = wanted.size ? undefined : '400::subscription is missing'
      if (wanted.size > limits.subscriptions) error = tooMany
      error ??= (await reasonsAgainstSubscribing([...wanted], identity, exchange)).find(Boolean)
      // While all that was asked, the session may have ended, or got others.
      if (sessionOf(message) !== found) return { ...unknown(message), ...subscriptionOf(message) }
      const added = error ? [] : [...wanted].filter((pattern) => !session.patterns.has(pattern))
      if (session.patterns.size + added.length > limits.subscriptions) error = tooMany
      if (sessions.patterns + added.length > limits.patterns) error ??= '503::too many subscriptions'
      if (error) return { ...fail(message, error), ...subscriptionOf(message) }
      for (const pattern of added) sessions.subscribe(session, pattern)
      return reply(message, { successful: true, clientId: found.session.key, ...subscriptionOf(message) })
    },

    async '/meta/unsubscribe'(message) {
      const found = sessionOf(message)
      if (!found) return { ...unknown(message), ...subscriptionOf(message) }
      const { session } = found
      for (const pattern of [message.subscription ?? []].flat()) sessions.unsubscribe(session, pattern)
      return reply(message, { successful: true, clientId: found.session.key, ...subscriptionOf(message) })
    },

    async '/meta/disconnect'(message) {
      const found = sessionOf(message)
      if (!found) return unknown(message)
      const number = (message.ext?.encke as Answer | undefined)?.join
      const { key, plain, number: last } = found.session
      if (typeof number !== 'number' && !plain) sessions.leave(found)
      else if (typeof number !== 'number' || number >= last) sessions.bye(key)
      return reply(message, { successful: true, clientId: key })
    },
  }

  const handlers = new Map(Object.entries(table))

  /** How much the client must have heard by now, if all is well. */
  function written({ number, link }: Held['session']): Pick<Message, 'ext'> {
    const count = link && { written: link.written, ...(link.read !== undefined && { read: link.read }) }
    return { ext: { encke: { join: number, ...count } } }
  }

  async function handle(message: Message, exchange: Exchange, before: Batch): Promise<Message | undefined> {
    const handler = handlers.get(message.channel)
    if (!handler) return fail(message, `403:${printable(message.channel)}:no such meta channel`)
    try {
      return await handler(message, exchange, before)
    } catch (error) {
      return undecided(message, error)
    }
  }

  /**
   * Answers the messages of one request, in order; the one that takes the response comes last. Returns what is left to
   * be answered, or undefined when a link has the response.
   */
  return async function answer(batch: readonly Message[], exchange: Exchange): Promise<Batch | undefined> {
    const count = (replies: readonly Message[]) => {
      for (const { error } of replies) if (error) refused(error)
      return replies
    }
    if (batch.length > limits.batch) return count([fail({ channel: '' }, `413::more than ${limits.batch} messages`)])
    const greeting = batch.find(({ channel }) => channel === '/meta/handshake')
    const heard = greeting ? [greeting] : batch
    const isLast = ({ channel }: Message) => last.has(channel)
    const publish = createPublish(exchange)
    const waiting: Maybe<Message | undefined>[] = []
    let settled = 0
    for (const message of heard) {
      if (isLast(message)) continue
      if (typeof message.channel !== 'string') {
        waiting.push(fail({ ...message, channel: '' }, '400::channel is missing'))
      } else if (isMeta(message.channel)) {
        await Promise.all(waiting.slice(settled))
        settled = waiting.push(await handle(message, exchange, []))
      } else {
        waiting.push((await publish(message)).reply)
      }
    }
    const replies = (await Promise.all(waiting)).filter((answer) => answer !== undefined)
    const reporter = heard.find(({ channel }) => typeof channel === 'string' && !isMeta(channel))
    const { session } = (reporter && sessionOf(reporter)) ?? {}
    const answered = replies[replies.length - 1]
    if (answered && session && !session.plain && session.link?.kind === 'stream')
      Object.assign(answered, written(session))
    const [taker, ...surplus] = heard.filter(isLast)
    for (const message of surplus) replies.push(fail(message, '400::one connect in a request'))
    count(replies)
    if (!taker) return replies
    const answer = await handle(taker, exchange, replies)
    return answer && [...replies, ...count([answer])]
  }
}
