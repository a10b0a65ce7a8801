import { beforeAll, expect, test } from 'vitest'
import { type Client, connect, type TransportName } from '../../src/index'
import { closeLater } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'
import { bundle, startWorker } from './processes'

const each = 20
const stalls = Number(process.env.STALLS ?? (process.env.FULL ? 25 : 2))
const stall = 3000
/** Milliseconds until a client that has moved for no reason has to be back. */
const patience = 30_000

const kinds: TransportName[][] = [
  ['websocket', 'fetch-streaming', 'long-polling'],
  ['fetch-streaming', 'long-polling'],
]

interface Watched {
  client: Client
  best: TransportName
  heard: number[]
  moves: string[]
}

beforeAll(() => bundle('node'))

test(`a server that stands still for ${stall / 1000} s, ${stalls} times, is no reason to move`, {
  timeout: 60_000 + stalls * 2 * (stall + patience),
}, async () => {
  const node = closeLater(startWorker('node', ['0']))
  const url = `http://127.0.0.1:${await node.ask<number>('port')}/encke`

  async function watch(transports: TransportName[]): Promise<Watched> {
    const client = closeLater(connect(url, { transports, environment: likeBrowser() }))
    const watched: Watched = { client, best: transports[0] as TransportName, heard: [], moves: [] }
    await client.subscribe<number>('/n', ({ data }) => watched.heard.push(data)).ready
    await until(() => client.transport === watched.best, `${watched.best} is live`, patience)
    client.on('decision', ({ kind, transport, reason }) => {
      if (kind === 'left' || kind === 'failed') watched.moves.push(`${kind} ${transport}: ${reason}`)
    })
    return watched
  }
  const all = await Promise.all(kinds.flatMap((kind) => Array.from({ length: each }, () => watch(kind))))

  let number = 0
  const next = () => node.ask('publish', [['/n', ++number]])
  let longestUndone = 0
  for (let round = 1; round <= stalls; round++) {
    for (let count = 0; count < 20; count++) await next()
    const stalled = node.ask('stall', stall)
    // What comes after the stall waits in the pipe until it is over.
    const after = next()
    const published = all.map(({ client }) => client.publish('/up', round))
    await Promise.all([stalled, after, ...published])
    const over = performance.now()
    await until(() => all.every(({ heard }) => heard.at(-1) === number), 'everybody hears on')
    const back = () => all.every(({ client, best }) => client.transport === best && client.state === 'online')
    await until(back, 'everybody is on the best transport', patience)
    longestUndone = Math.max(longestUndone, performance.now() - over)
  }

  const alarms = all.flatMap(({ moves }) => moves)
  const chances = all.length * stalls
  console.log(
    `${stalls} stalls of ${stall} ms, ${all.length} clients: ${alarms.length} false alarms in ${chances}; all on the best transport at most ${Math.round(longestUndone)} ms after a stall`,
  )
  for (const { heard } of all) expect(heard).toEqual(Array.from({ length: number }, (_, index) => index + 1))
  expect(alarms.length, alarms.join('\n')).toBeLessThan(Math.max(1, chances / 1000))
})
