import { expect } from 'vitest'
import { encode } from '../../src/protocol/batch'
import { closeLater } from './close-later'
import type { TestServer } from './server'
import { until } from './until'
import { type EventStream, enckeOf, eventStream, joining } from './wire'

export async function listen(url: string, lastEventId?: string): Promise<EventStream> {
  return closeLater(await eventStream(url, lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }))
}

/** The address of a stream that asks with these messages. */
export const asking = (server: TestServer, ...messages: unknown[]) =>
  `${server.url}?${new URLSearchParams({ message: encode(messages as never) })}`

/** The address of a stream, with the join in it. */
export const address = (server: TestServer, encke: object = {}) => asking(server, joining('eventsource', encke))

/** What a browser would send as `Last-Event-ID` when it connects again. */
export const lastId = (stream: EventStream) =>
  stream
    .events()
    .map(({ id }) => id)
    .filter((id) => id !== undefined)
    .at(-1)

/** Cuts the connection, as a browser sees it: what has not come as a whole is thrown away. */
export async function cut(server: TestServer, stream: EventStream) {
  server.cut()
  await until(() => stream.ended)
}

/** The answer to the join. */
export const answerOn = (stream: EventStream) => enckeOf(stream.events()[0]?.messages[0])

export const refusal = (status: number, text: RegExp = /./) => ({
  successful: false,
  error: expect.stringMatching(new RegExp(`^${status}:[^:]*:.*${text.source}`)),
})
