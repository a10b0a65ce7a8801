import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { until } from '../support/until'
import { bundle, startWorker } from './processes'

const number = Number(process.env.CLIENTS ?? (process.env.FULL ? 5000 : 1000))
const rounds = Number(process.env.ROUNDS ?? (process.env.FULL ? 3 : 1))

interface Used {
  rss: number
  heap: number
}

/** What a connection of each type is compared with: one of the package `ws`, or a response, that do nothing. */
const counterparts = {
  websocket: 'sockets',
  'xhr-streaming': 'responses',
  eventsource: 'responses',
  multipart: 'responses',
  iframe: 'responses',
  'long-polling': 'responses',
  'callback-polling': 'responses',
}

type ConnectionType = keyof typeof counterparts

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number

/** Bytes that each idle connection takes. */
async function measure(kind: string, type: ConnectionType): Promise<Used> {
  const server = startWorker('idle-server', [kind], ['--expose-gc'])
  const clients = startWorker('idle-clients')
  const close = () => Promise.all([server.close(), clients.close()])
  onTestFinished(async () => void (await close()))
  const port = await server.ask<number>('port')
  const has = (count: number) => until(async () => (await server.ask('count')) === count, `${count} of ${type}`, 20_000)
  const empty = await server.ask<Used>('used')
  // What is there once, compiled code and room for garbage above all, is there with the first half of them.
  await clients.ask('open', type, port, 0, number)
  await has(number)
  const before = await server.ask<Used>('used')
  await clients.ask('open', type, port, number, 2 * number)
  await has(2 * number)
  const after = await server.ask<Used>('used')
  if (process.env.SNAPSHOTS) await server.ask('snapshot', `test-results/load/${kind}-${type}.heapsnapshot`)
  await close()
  return { rss: (after.rss - empty.rss) / number / 2, heap: (after.heap - before.heap) / number }
}

beforeAll(() => bundle('idle-server', 'idle-clients'))

test('an idle connection takes hardly more memory than one that does nothing', { timeout: 900_000 }, async () => {
  const only = process.env.ONLY?.split(',')
  const types = (Object.keys(counterparts) as ConnectionType[]).filter((type) => !only || only.includes(type))
  const used = new Map<string, Used[]>()
  for (let round = 0; round < rounds; round++) {
    for (const type of types) {
      for (const kind of ['encke', counterparts[type]]) {
        const name = `${kind} ${type}`
        used.set(name, [...(used.get(name) ?? []), await measure(kind, type)])
      }
    }
  }
  const bytes = (name: string, what: keyof Used) => Math.round(median(used.get(name)!.map((one) => one[what])))
  const ratio = (type: ConnectionType, what: keyof Used) =>
    bytes(`encke ${type}`, what) / bytes(`${counterparts[type]} ${type}`, what)
  const table = types.map((type) => {
    const plain = `${counterparts[type]} ${type}`
    return {
      type,
      'heap, B': bytes(`encke ${type}`, 'heap'),
      'plain heap, B': bytes(plain, 'heap'),
      'heap ratio': ratio(type, 'heap').toFixed(2),
      'RSS, B': bytes(`encke ${type}`, 'rss'),
      'plain RSS, B': bytes(plain, 'rss'),
      'RSS ratio': ratio(type, 'rss').toFixed(2),
    }
  })
  console.log(
    `${number} idle connections beside as many; RSS: all ${2 * number} and what grew with them; medians of ${rounds}`,
  )
  console.table(table)
  for (const type of types) {
    // Of few connections, garbage decides.
    expect(ratio(type, 'heap'), `heap of ${type}`).toBeLessThan(process.env.FULL ? 1.5 : 1.75)
    if (process.env.FULL) expect(ratio(type, 'rss'), `RSS of ${type}`).toBeLessThan(1.5)
  }
})
