import { isMeta } from '../../protocol/channel'
import type { Answer, Batch, Join, Message, Written } from '../../protocol/message'
import type { Exchange } from '../link'
import type { Maybe } from '../log/log'
import type { Hooks } from '../options'
import type { ServerSession } from '../sessions/session'
import { connectionTypes } from '../transports/index'
import { isVersion, printable } from './checks'
import { createJoins, type JoinsOptions } from './joins'
import { createPermissions } from './permissions'
import { createPlain } from './plain'
import { createPublications } from './publications'
import { createUndecided, fail, reply, stop, unknown } from './replies'

export interface MetaOptions extends JoinsOptions {
  hooks: Hooks
}

type Handler = (message: Message, exchange: Exchange) => Maybe<Message | undefined>

/** Those that may take the response: one of them in a request. */
const takers = new Set(['/meta/handshake', '/meta/connect', '/meta/stream'])

const mayTake = ({ channel }: Message) => takers.has(channel)

const isPublication = ({ channel }: Message) => typeof channel === 'string' && !isMeta(channel)

/** Publications that follow one another, or one other message. */
function stretches(batch: readonly Message[]): [Message, ...Message[]][] {
  const found: [Message, ...Message[]][] = []
  for (const message of batch) {
    const last = found[found.length - 1]
    if (last && isPublication(last[0]) && isPublication(message)) last.push(message)
    else found.push([message])
  }
  return found
}

/** What is wrong with a handshake, in Bayeux' error form. */
function badHandshake({ version, minimumVersion, supportedConnectionTypes: types }: Message): string | undefined {
  if (!isVersion(version)) return '400::version is missing, or none'
  if (typeof minimumVersion === 'string' && Number.parseInt(minimumVersion, 10) > 1)
    return '300::version 1.0 is spoken here'
  if (!Array.isArray(types)) return '400::supportedConnectionTypes is missing'
  const common = types.some((type) => connectionTypes.includes(type))
  return common ? undefined : `301:${printable(types)}:no common connection type`
}

/** How much the client must have heard by now, if all is well. */
function written({ number, link }: ServerSession): Pick<Message, 'ext'> {
  const count = link && { written: link.written, ...(link.read !== undefined && { read: link.read }) }
  return { ext: { encke: { join: number, ...count } } }
}

/** Answers requests: one handler for each meta channel, and one for publications. */
export function createMeta(options: MetaOptions) {
  const { sessions, log, hooks, limits, timeout, refused } = options
  const undecided = createUndecided(timeout)
  const permissions = createPermissions(hooks)
  const join = createJoins(options, permissions)
  const plain = createPlain(options, permissions)
  const createPublish = createPublications(sessions, log, permissions.reasonAgainstPublishing, undecided)

  const table: Record<string, Handler> = {
    '/meta/handshake'(message, exchange) {
      const error = badHandshake(message)
      if (error) return { ...fail(message, error, stop), version: '1.0', supportedConnectionTypes: connectionTypes }
      const encke = message.ext?.encke as Join | undefined
      return encke ? join(message, encke, encke.key, exchange) : plain.handshake(message, exchange)
    },

    '/meta/connect'(message, exchange) {
      const encke = message.ext?.encke as Join | Written | undefined
      if (!encke) return plain.connect(message, exchange)
      if ((encke as Written).written === undefined) return join(message, encke as Join, message.clientId, exchange)
      const session = sessions.get(message.clientId)
      return session ? reply(message, { successful: true, ...written(session) }) : unknown(message)
    },

    '/meta/stream': plain.stream,
    '/meta/subscribe': plain.subscribe,
    '/meta/unsubscribe': plain.unsubscribe,

    '/meta/disconnect'(message) {
      const session = sessions.get(message.clientId)
      if (!session) return unknown(message)
      const number = (message.ext?.encke as Answer | undefined)?.join
      if (number !== undefined && typeof number !== 'number') return fail(message, '400::the join is a number')
      if (number === undefined && !session.plain) sessions.leave(session)
      else if (number === undefined || number >= session.number) sessions.bye(session.key)
      return reply(message, { successful: true, clientId: session.key })
    },
  }

  const handlers = new Map(Object.entries(table))

  async function handle(message: Message, exchange: Exchange): Promise<Message | undefined> {
    const handler = handlers.get(message.channel)
    if (!handler) return fail(message, `403:${printable(message.channel)}:no such meta channel`)
    try {
      return await handler(message, exchange)
    } catch (error) {
      return undecided(message, error)
    }
  }

  /** In order. A meta message waits for what the log says to the publications before it. */
  async function answerEach(batch: readonly Message[], exchange: Exchange): Promise<Message[]> {
    const publish = createPublish(exchange)
    const waiting: Maybe<Message | undefined>[] = []
    let settled = 0
    for (const stretch of stretches(batch)) {
      const [message] = stretch
      if (isPublication(message)) waiting.push(...(await publish(stretch)))
      else if (typeof message.channel !== 'string') {
        waiting.push(fail({ ...message, channel: '' }, '400::channel is missing'))
      } else {
        await Promise.all(waiting.slice(settled))
        settled = waiting.push(await handle(message, exchange))
      }
    }
    return (await Promise.all(waiting)).filter((answer) => answer !== undefined)
  }

  /** Whoever publishes beside a stream is told, in the last answer, how much must have come by that. */
  function report(batch: readonly Message[], replies: Message[]) {
    const publication = batch.find(isPublication)
    const session = publication && sessions.get(publication.clientId)
    const last = replies[replies.length - 1]
    if (last && session && !session.plain && session.link?.kind === 'stream') Object.assign(last, written(session))
  }

  function count<Replies extends Batch>(replies: Replies): Replies {
    for (const { error } of replies as readonly Message[]) if (error) refused(error)
    return replies
  }

  /**
   * Answers the messages of one request, in order; the one that takes the response comes last. Returns what is left to
   * be answered, or undefined when a link has the response.
   */
  return async function answer(batch: readonly Message[], exchange: Exchange): Promise<Batch | undefined> {
    if (batch.length > limits.batch) return count([fail({ channel: '' }, `413::more than ${limits.batch} messages`)])
    const greeting = batch.find(({ channel }) => channel === '/meta/handshake')
    const heard = greeting ? [greeting] : batch
    const [taker, ...surplus] = heard.filter(mayTake)
    const others = heard.filter((message) => !mayTake(message))
    const replies = others.length ? await answerEach(others, exchange) : []
    report(others, replies)
    for (const message of surplus) replies.push(fail(message, '400::one connect in a request'))
    count(replies)
    if (!taker) return replies
    exchange.before = replies
    const answer = await handle(taker, exchange)
    return answer && [...replies, ...count([answer])]
  }
}
