import { isChannel, isMeta, isService } from '../protocol/channel'
import { asEnckeError, EnckeError } from '../protocol/errors'
import type { Message } from '../protocol/message'
import { isPosition } from '../protocol/position'
import { asText, channelForm } from './checks'
import type { Log } from './log/log'
import { fail, reply } from './replies'
import type { Sessions } from './sessions'

/** Whose publication it is. */
export interface Publisher {
  key: string
  plain: boolean
  identity: unknown
}

/** A publication that may go to the log, or the reason why not. */
export interface Decided {
  message: Message
  publisher: Publisher
  data: string
  refused: string | undefined
}

/**
 * For the server itself.
 * @throws EnckeError `bad-channel`
 */
export function checkPublishable(channel: string) {
  if (!isChannel(channel) || isMeta(channel))
    throw new EnckeError('bad-channel', `publish to ${channelForm}; not below /meta/, and not to ${channel}`)
  if (isService(channel))
    throw new EnckeError('bad-channel', `${channel} is for what clients tell the server; they hear other channels only`)
}

/** @throws EnckeError `bad-data` */
export function toText(data: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(data)
  } catch (error) {
    throw asEnckeError(error, 'bad-data')
  }
  if (text === undefined) throw new EnckeError('bad-data', `publish what JSON can carry, not ${typeof data}`)
  return text
}

/**
 * Takes publications to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 */
export function createPublications(
  sessions: Sessions,
  log: Log,
  forbidden: (channel: string, identity: unknown) => Promise<string | undefined>,
) {
  async function decide(message: Message, publisher: Publisher): Promise<Decided> {
    const data = asText(message.data)
    const refused = data.error ?? (await forbidden(message.channel, publisher.identity))
    return { message, publisher, data: data.text, refused }
  }

  /** The log has it, or will never have it, when this resolves. Is called in the order of the messages. */
  async function take({ message, publisher, data, refused }: Decided): Promise<Message> {
    if (!publisher.plain) return takeNumbered(message, data, publisher.key, refused)
    if (refused) return fail(message, refused)
    if (isService(message.channel)) sessions.tell(message.channel, data, log.tail)
    else await log.append(message.channel, data)
    return reply(message, { successful: true, clientId: publisher.key })
  }

  /** A number is taken once: by the entry, or by a refusal for good. Asked again, it gets its first verdict. */
  async function takeNumbered(message: Message, data: string, publisher: string, refused: string | undefined) {
    const number = typeof message.id === 'string' ? Number(message.id) : 0
    if (!Number.isSafeInteger(number) || number < 1) return fail(message, '400::id is not the number of a publication')
    const source = { publisher, number }
    const service = isService(message.channel)
    const verdict =
      refused || service ? await log.skip(source, refused) : await log.append(message.channel, data, source)
    if (verdict === 'gap') return fail(message, `409:${number}:an earlier publication is missing`)
    if (service && !refused && isPosition(verdict)) sessions.tell(message.channel, data, verdict)
    const error = typeof verdict === 'object' ? verdict.refused : isPosition(verdict) ? refused : undefined
    return error ? fail(message, error) : reply(message, { successful: true })
  }

  return { decide, take }
}
