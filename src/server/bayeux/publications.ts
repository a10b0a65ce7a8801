import { isService } from '../../protocol/channel'
import type { Message } from '../../protocol/message'
import { isPosition } from '../../protocol/position'
import type { Exchange } from '../link'
import type { Log, Maybe } from '../log/log'
import { recall } from '../sessions/record'
import type { ServerSession } from '../sessions/session'
import type { Sessions } from '../sessions/sessions'
import { asText, isKey, printable } from './checks'
import { mostAtOnce, type Permissions } from './permissions'
import { fail, reply, type Undecided, unknown } from './replies'

/** Whose publication it is: a session, also one that another node has. */
type Publisher = Pick<ServerSession, 'key' | 'plain' | 'identity'>

const gap = (message: Message) => fail(message, `409:${printable(message.id)}:an earlier publication is missing`)

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

    /** Resolves when it is known what is to become of it, with what does that: the log has it, or will never have it, when that resolves. */
    async function judge(message: Message): Promise<() => Maybe<Message>> {
      let publisher: Publisher | undefined
      try {
        publisher = await publisherOf(message)
        if (!publisher) return () => unknown(message)
        const { key, plain, identity } = publisher
        if (stuck.has(key)) return () => gap(message)
        const { text, error } = asText(message.data)
        const refused = error ?? (await forbidden(message.channel, identity, exchange))
        const take = plain ? takePlain : takeNumbered
        return () =>
          stuck.has(key)
            ? gap(message)
            : take(message, text, key, refused).catch((thrown) => undecided(message, thrown))
      } catch (thrown) {
        return () => {
          if (publisher && !publisher.plain) stuck.add(publisher.key)
          return undecided(message, thrown)
        }
      }
    }

    /** Resolves when it is decided, in their order, what becomes of them, with the replies: the log may not have answered yet. */
    return async (messages: readonly Message[]): Promise<Maybe<Message>[]> => {
      const replies: Maybe<Message>[] = []
      const asked: ReturnType<typeof judge>[] = []
      // The first by itself: an application that fails is not asked about all of them.
      let most = 1
      const next = async () => {
        const decide = await asked.shift()
        if (decide) replies.push(decide())
        most = mostAtOnce
      }
      for (const message of messages) {
        if (asked.length === most) await next()
        asked.push(judge(message))
      }
      while (asked.length) await next()
      return replies
    }
  }
}
