import { start } from './support/processes.mjs'
import { startServers } from './support/visit.mjs'
import { within } from './support/within.mjs'

const names = { encke: 'Encke', raw: 'plain ws' }
const ways = { 'each in its own turn': 1, '100 in one turn': 100 }

export const title = 'Fan-out'
export const about =
  'One node publishes messages of 100 bytes to connections that all listen, over WebSocket, in another process on the ' +
  'same two cores. Plain `ws`: `JSON.stringify` once and `send` for each. Memory is what each idle ' +
  'connection adds to the process, and what of that is in use: the rest is what the engine has got for its own.'

export const figures = {
  'deliveries/s': { digits: 0 },
  'server, µs/delivery': { digits: 2 },
  'KiB/connection': { digits: 1 },
  'KiB/connection in use': { digits: 1 },
}

const sizes = { 500: ['encke', 'raw', 'socket.io', 'sockjs', 'faye'], 5000: ['encke', 'raw'] }

export const targets = Object.keys(sizes).flatMap((size) => [
  ...Object.entries({ 'each in its own turn': 1.15, '100 in one turn': 0.4 }).map(([way, atMost]) => ({
    ...{ of: `Encke, ${size}, ${way}`, figure: 'server, µs/delivery', against: `plain ws, ${size}, ${way}`, atMost },
  })),
  {
    ...{ of: `Encke, ${size}, each in its own turn`, figure: 'KiB/connection' },
    ...{ against: `plain ws, ${size}, each in its own turn`, atMost: 1.5 },
  },
])

export async function open({ quick, small, peers }) {
  const cases = Object.entries(sizes).flatMap(([size, kinds]) =>
    kinds
      .filter((kind) => kind in names || peers)
      .flatMap((kind) =>
        Object.entries(ways)
          .filter(([, atOnce]) => atOnce === 1 || kind in names)
          .map(([way, atOnce]) => ({
            name: `${names[kind] ?? kind}, ${size}, ${way}`,
            measure: () => measure(kind, small ? 20 : quick ? size / 5 : Number(size), atOnce),
          })),
      ),
  )
  const deliveries = small ? 4000 : quick ? 40_000 : 200_000

  async function measure(kind, connections, atOnce) {
    const servers = await startServers([kind], {}, ['--expose-gc'])
    const server = servers.get(kind)
    const crowd = start('crowd.mjs', [kind, String(await server.ask('port'))])
    try {
      return await within(60_000, flood(server, crowd, connections, atOnce), 'the crowd')
    } finally {
      await Promise.all([servers.close(), crowd.close()])
    }
  }

  async function flood(server, crowd, connections, atOnce) {
    // What only the first connections and messages cost is no part of it.
    await crowd.ask('join', 20)
    await rounds(server, crowd, 20, 2000, atOnce)
    const empty = await server.ask('figures')
    await crowd.ask('join', connections - 20)
    const full = await server.ask('figures')
    const each = (bytes) => bytes / 1024 / (connections - 20)
    const count = Math.ceil(deliveries / connections / 100) * 100
    const { cpu, seconds } = await rounds(server, crowd, connections, count, atOnce)
    return {
      'deliveries/s': (count * connections) / seconds,
      'server, µs/delivery': (cpu * 1e6) / (count * connections),
      'KiB/connection': each(full.rss - empty.rss),
      'KiB/connection in use': each(full.live - empty.live),
    }
  }

  async function rounds(server, crowd, connections, count, atOnce) {
    const all = crowd.ask('all', count * connections)
    const before = await server.ask('figures')
    const began = await server.ask('flood', { count, bytes: 100, atOnce })
    const at = await all
    const after = await server.ask('figures')
    return { cpu: after.cpu - before.cpu, seconds: (at - began) / 1000 }
  }

  return { cases, close: async () => {} }
}
