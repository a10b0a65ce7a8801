import { onTestFinished, vi } from 'vitest'
import { encode } from '../../src/protocol/batch'
import type { ServerOptions } from '../../src/server/index'
import { closeLater, serve as serveHere } from './close-later'
import type { TestServer } from './server'
import { until } from './until'
import { blocksOf, dataOf, dial, eventStream, joining, messagesOf, type Stream, stream, type Wire } from './wire'

/** Quiet enough that no heartbeat comes between. */
export const serve = (options: ServerOptions = {}) => serveHere({ timeout: 20_000, ...options })

const parse = (text = '') => messagesOf(text)

const lines = {
  begin: '[',
  frames: (text: string) => text.split('\n').slice(0, -1).filter(Boolean).map(parse),
}

/** How the frames of each kind of stream are told apart, and where the first one begins. */
export const kinds: Record<string, { begin: string; frames(text: string): Wire[][] }> = {
  'fetch-streaming': lines,
  'xhr-streaming': lines,
  eventsource: {
    begin: 'id:',
    frames: (text) => [...text.matchAll(/^data:(.+)\n\n/gm)].map(([, data]) => parse(data)),
  },
  multipart: {
    begin: 'Content-Type: application/json',
    frames: (text) => [...text.matchAll(/^(\[.*\])\r\n--/gm)].map(([, data]) => parse(data)),
  },
  iframe: {
    begin: '<p>[',
    frames: (text) => blocksOf(text).filter(Boolean).map(parse),
  },
}
export const types = Object.keys(kinds)

export interface Opened extends Stream {
  frames(): Wire[][]
  data(): unknown[]
}

/** Opens a stream of this kind with a batch. */
export async function begin(server: TestServer, type: string, batch: object[]): Promise<Opened> {
  const link =
    type === 'eventsource'
      ? await eventStream(`${server.url}?${new URLSearchParams({ message: encode(batch as Wire[]) })}`)
      : await stream(server.url, batch)
  closeLater(link)
  const frames = () => kinds[type]!.frames(link.text)
  return Object.assign(link, { frames, data: () => dataOf(frames().flat()) })
}

/** The same with a join; resolves when that is answered. */
export async function join(server: TestServer, type: string, encke: object = {}): Promise<Opened> {
  const link = await begin(server, type, [joining(type, encke)])
  await until(() => link.frames().length, `the join by ${type} is answered`)
  return link
}

export const answerOf = ({ frames }: Opened) => frames()[0]?.[0] as Wire

/** Asks, beside its link, how many frames the server has written on that. */
export const question = (clientId: string, written = 0) => ({
  channel: '/meta/connect',
  clientId,
  id: 'w',
  connectionType: 'xhr-streaming',
  advice: { timeout: 0 },
  ext: { encke: { written } },
})

/** Lets so many milliseconds pass for the server. */
export function pass(milliseconds: number) {
  const { now } = performance
  const real = now.bind(performance)
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => real() + milliseconds)
  onTestFinished(() => spy.mockRestore())
}

/** Stops the clock of the server. Returns what starts it again. */
export function stop() {
  const stopped = performance.now()
  const spy = vi.spyOn(performance, 'now').mockReturnValue(stopped)
  onTestFinished(() => spy.mockRestore())
  return () => spy.mockRestore()
}

/** Resolves when the server has looked after its sessions so many times more: the heartbeats of a quick one show it. */
export async function ticks(server: TestServer, count: number) {
  const clock = await dial(server.url)
  const before = clock.frames.length
  clock.say(joining('websocket', { timeout: 1000 }))
  await until(() => clock.frames.length >= before + count)
  clock.close()
}
