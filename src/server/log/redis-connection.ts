import { createClient, ErrorReply, type RedisClientOptions } from 'redis'
import { EnckeError } from '../../protocol/errors'

/** Milliseconds between two looks whether Redis answers. */
const watchEvery = 500

/** What Redis answers, in its second protocol. */
export type Reply = string | number | null | Reply[]

export type Connection = Awaited<ReturnType<typeof openConnection>>

/**
 * One connection, which is not mended: who lost it opens another.
 * @param patience - milliseconds without an answer after which it counts as lost
 */
export async function openConnection(
  options: RedisClientOptions = {},
  patience: number,
  lost: (error: unknown) => void,
) {
  const client = createClient({
    ...options,
    RESP: 2,
    disableOfflineQueue: true,
    socket: { connectTimeout: patience, ...options.socket, reconnectStrategy: false } as NonNullable<
      RedisClientOptions['socket']
    >,
  })
  let over = false
  let pending = 0
  let answeredAt = 0
  const watch = setInterval(() => {
    if (pending && performance.now() - answeredAt > patience) end(new EnckeError('timeout', 'Redis does not answer'))
  }, watchEvery)
  watch.unref()

  function end(error: unknown) {
    if (over) return
    close()
    lost(error)
  }

  function close() {
    over = true
    clearInterval(watch)
    try {
      client.destroy()
    } catch {
      // Version 5 throws where the connection has ended already.
    }
  }

  /** What waits for an answer of Redis is watched. */
  async function watched<Value>(waiting: Promise<Value>): Promise<Value> {
    if (pending++ === 0) answeredAt = performance.now()
    try {
      return await waiting
    } finally {
      pending--
      answeredAt = performance.now()
    }
  }

  client.on('error', end)
  client.on('end', () => end(new EnckeError('network', 'Redis ended the connection')))
  await watched(client.connect())

  return {
    async ask(args: (string | number)[]): Promise<Reply> {
      if (over) throw new EnckeError('network', 'there is no connection to Redis')
      try {
        return await watched(client.sendCommand<Reply>(args.map(String)))
      } catch (error) {
        const { message } = error as Error
        if (error instanceof ErrorReply) throw new EnckeError('busy', `Redis says no: ${message}`, error)
        throw new EnckeError('delivery-unknown', `Redis did not answer: ${message}`, error)
      }
    },
    close() {
      if (!over) close()
    },
  }
}
