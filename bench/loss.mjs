import { startChromium } from './support/chromium.mjs'
import { buildProxy, spoil } from './support/spoil.mjs'
import { median } from './support/statistics.mjs'
import { transports } from './support/transports.mjs'
import { startServers, visit } from './support/visit.mjs'

const rate = 200
const roundTrip = 50

/** Of each: what the server is started with, and what the client is. */
const clients = {
  ...Object.fromEntries(transports.map((transport) => [`Encke ${transport}`, { client: ['encke', transport] }])),
  'cometd long-polling, acknowledged': {
    ...{ options: { acks: true }, client: ['cometd', 'long-polling', { acks: true }] },
  },
  'cometd long-polling': { client: ['cometd', 'long-polling'] },
  'socket.io websocket, recovery': { options: { recovery: true }, client: ['socket.io', 'websocket'] },
  'socket.io websocket': { client: ['socket.io', 'websocket'] },
  'socket.io polling': { client: ['socket.io', 'polling'] },
  'faye websocket': { client: ['faye', 'websocket'] },
  'faye long-polling': { client: ['faye', 'long-polling'] },
  'sockjs websocket, connects again': { client: ['sockjs', 'websocket', { again: true }] },
  'sockjs xhr-polling, connects again': { client: ['sockjs', 'xhr-polling', { again: true }] },
}

export const title = 'Losses'
export const about =
  `What is lost, repeated or out of order of ${rate} messages a second in 20 seconds with ten cuts of every TCP connection, ` +
  `at either end in turn, through a round trip of ${roundTrip} ms; and the median from a cut that met a connection to the ` +
  'next message. Everybody goes through the same cuts at the same time; each run has cuts of its own.'
export const figures = {
  lost: { digits: 0 },
  repeated: { digits: 0 },
  'out of order': { digits: 0 },
  'gap, ms': { digits: 0 },
}
export const targets = transports.flatMap((transport) =>
  ['lost', 'repeated', 'out of order'].map((figure) => ({
    ...{ of: `Encke ${transport}`, figure, atMost: 0, unit: 'messages' },
  })),
)

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const clock = () => performance.timeOrigin + performance.now()

/** The same for everybody in a run. */
function cutsOf(run, seconds, count) {
  let state = run * 7919
  const random = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  return Array.from({ length: count }, (_, index) => (index + 0.2 + 0.6 * random()) * (seconds / count) * 1000)
}

export async function open({ quick, small, peers }) {
  const [seconds, cuts] = small ? [2, 1] : quick ? [8, 4] : [20, 10]
  await buildProxy()
  const chromium = await startChromium()
  const chosen = Object.entries(clients).filter(([name]) => name.startsWith('Encke') || peers)
  let under = { run: 0, rows: undefined }

  async function endure({ options, client }, due) {
    const [kind] = client
    const servers = await startServers([kind], options)
    const server = servers.get(kind)
    const proxy = spoil(await server.ask('port'), { latency: roundTrip / 2, handshake: false })
    try {
      return await visit(chromium, await proxy.ask('port'), async ({ call }) => {
        await call('load', kind)
        await call('record', ...client)
        await server.ask('steadily', { rate, bytes: 100 })
        const began = performance.now()
        const moments = []
        for (const [index, at] of due.entries()) {
          await pause(Math.max(0, at - (performance.now() - began)))
          moments.push(clock())
          await (index % 2 ? server : proxy).ask('cut')
        }
        await pause(Math.max(0, seconds * 1000 - (performance.now() - began)))
        const published = await server.ask('stop')
        // Who tries again every five seconds shall have that time.
        await pause(6000)
        return judged(await call('recorded'), published, moments)
      })
    } finally {
      await Promise.all([servers.close(), proxy.close()])
    }
  }

  const all = (run) => {
    const due = cutsOf(run, seconds, cuts)
    return Object.fromEntries(chosen.map(([name, one]) => [name, endure(one, due)]))
  }

  return {
    chromium: chromium.version,
    cases: chosen.map(([name]) => ({
      name,
      async measure(run) {
        if (under.run !== run) under = { run, rows: all(run) }
        return under.rows[name]
      },
    })),
    close: () => chromium.close(),
  }
}

function judged(arrivals, published, moments) {
  const seen = new Set(arrivals.map(([n]) => n))
  const gaps = moments.map((moment) => {
    let longest = 0
    for (let index = 1; index < arrivals.length; index++) {
      const [before, after] = [arrivals[index - 1][1], arrivals[index][1]]
      if (after >= moment && before <= moment + roundTrip) longest = Math.max(longest, after - Math.max(before, moment))
    }
    return longest
  })
  return {
    lost: published - seen.size,
    repeated: arrivals.length - seen.size,
    'out of order': arrivals.filter(([n], index) => index && n < arrivals[index - 1][0]).length,
    'gap, ms': median(gaps),
  }
}
