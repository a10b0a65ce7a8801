import { isChannel, isMeta, isService } from '../../protocol/channel'
import { asEnckeError, EnckeError } from '../../protocol/errors'
import type { Message } from '../../protocol/message'
import { isPosition, type Position } from '../../protocol/position'
import type { Exchange } from '../link'
import type { Log, Maybe } from '../log/log'
import { recall } from '../sessions/record'
import type { ServerSession } from '../sessions/session'
import type { Sessions } from '../sessions/sessions'
import { asText, channelForm, isKey, printable } from './checks'
import type { Permissions } from './permissions'
import { fail, reply, type Undecided, unknown } from './replies'

/** Whose publication it is: a session, also one that another node has. */
type Publisher = Pick<ServerSession, 'key' | 'plain' | 'identity'>

function checkPublishable(channel: string) {
  if (!isChannel(channel) || isMeta(channel))
    throw new EnckeError('bad-channel', `publish to ${channelForm}; not below /meta/, and not to ${channel}`)
  if (isService(channel))
    throw new EnckeError('bad-channel', `${channel} is for what clients tell the server; they hear other channels only`)
}

function toText(data: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(data)
  } catch (error) {
    throw asEnckeError(error, 'bad-data')
  }
  if (text === undefined) throw new EnckeError('bad-data', `publish what JSON can carry, not ${typeof data}`)
  return text
}

const gap = (message: Message) => fail(message, `409:${printable(message.id)}:an earlier publication is missing`)

/** What the server itself publishes. Hot: mostly to the same channel as before, and what is in the log at once costs no turn. */
export function createOwnPublish(log: Log) {
  /** The last channel that was found to be one. */
  let publishable = '/a'

  /**
   * Rejects with EnckeError `bad-channel` | `bad-data`, and with what the log says. That is told as its trouble, too: whoever
   * does not await it need not lose the process.
   */
  return (channel: string, data: unknown): Promise<Position> => {
    try {
      if (channel !== publishable) checkPublishable(channel)
      publishable = channel
      const appended = log.append(channel, toText(data)) as Maybe<Position>
      if (typeof appended !== 'string') appended.catch(() => {})
      return Promise.resolve(appended)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}

/**
 * Takes publications of clients to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 * @param undecided - the reply where there is no verdict for now
 */
export function createPublications(
  sessions: Sessions,
  log: Log,
  forbidden: Permissions['reasonAgainstPublishing'],
  undecided: Undecided,
) {
  /** Who publishes. What other nodes know of a session is asked once in a request. */
  function createPublishers() {
    const recalled = new Map<string, Promise<Publisher | undefined>>()

    async function recallPublisher(key: string) {
      const record = await recall(log, key)
      return record && { key, plain: false, identity: record.identity }
    }

    return ({ clientId: key }: Message): Maybe<Publisher | undefined> => {
      const found = sessions.get(key)
      if (found) return found
      if (!isKey(key)) return undefined
      const known = recalled.get(key) ?? recallPublisher(key)
      recalled.set(key, known)
      return known
    }
  }

  async function takePlain(message: Message, data: string, key: string, refused: string | undefined) {
    if (refused) return fail(message, refused)
    if (isService(message.channel)) sessions.tell(message.channel, data, log.tail)
    else await log.append(message.channel, data)
    return reply(message, { successful: true, clientId: key })
  }

  /** A number is taken once: by the entry, or by a refusal for good. Asked again, it gets its first verdict. */
  async function takeNumbered(message: Message, data: string, publisher: string, refused: string | undefined) {
    const number = typeof message.id === 'string' ? Number(message.id) : 0
    if (!Number.isSafeInteger(number) || number < 1) return fail(message, '400::id is not the number of a publication')
    const source = { publisher, number }
    const service = isService(message.channel)
    const verdict =
      refused || service ? await log.skip(source, refused) : await log.append(message.channel, data, source)
    if (verdict === 'gap') return gap(message)
    if (service && !refused && isPosition(verdict)) sessions.tell(message.channel, data, verdict)
    const error = typeof verdict === 'object' ? verdict.refused : isPosition(verdict) ? refused : undefined
    return error ? fail(message, error) : reply(message, { successful: true })
  }

  /** For the messages of one request. */
  return (exchange: Exchange) => {
    const publisherOf = createPublishers()
    /** Of what was not decided: what the same publisher says behind it does not follow on what was taken. */
    const stuck = new Set<string>()

    /** Resolves when it is decided what becomes of it, with the reply, wrapped: the log may not have answered yet. */
    return async (message: Message): Promise<{ reply: Maybe<Message> }> => {
      let publisher: Publisher | undefined
      try {
        publisher = await publisherOf(message)
        if (!publisher) return { reply: unknown(message) }
        if (stuck.has(publisher.key)) return { reply: gap(message) }
        const { text, error } = asText(message.data)
        const refused = error ?? (await forbidden(message.channel, publisher.identity, exchange))
        const take = publisher.plain ? takePlain : takeNumbered
        // In the order of the messages. The log has it, or will never have it, when this resolves.
        return { reply: take(message, text, publisher.key, refused).catch((thrown) => undecided(message, thrown)) }
      } catch (thrown) {
        if (publisher && !publisher.plain) stuck.add(publisher.key)
        return { reply: undecided(message, thrown) }
      }
    }
  }
}
