import { startChromium } from './support/chromium.mjs'
import { buildProxy, spoil } from './support/spoil.mjs'
import { startServers, visit } from './support/visit.mjs'

const roundTrip = 200
/** Milliseconds after which nobody waits any more. */
const patience = 10_000

const networks = {
  '(a) all allowed': {},
  '(b) WebSocket refused': { upgrade: 'refuse-400' },
  '(c) WebSocket swallowed': { upgrade: 'swallow' },
  '(d) long-polling only': {},
  '(e) responses held to their end, WebSocket refused': { buffer: 'end', upgrade: 'refuse-400' },
}

/** By which transport, where only polls are wanted. */
const clients = {
  Encke: ['encke', undefined, 'long-polling'],
  faye: ['faye', undefined, 'long-polling'],
  cometd: ['cometd', undefined, 'long-polling'],
  sockjs: ['sockjs', undefined, 'xhr-polling'],
  'socket.io': ['socket.io', undefined, 'polling'],
  'socket.io, websocket first': ['socket.io', 'websocket first', undefined],
}

export const title = 'Connecting'
export const about =
  `Round trips (of ${roundTrip} ms) from the making of a client in a loaded page, which has a connection to the server, to ` +
  'the first message on the channel that it listens to; the server publishes there 100 times a second. A new TCP ' +
  `connection costs one more. A dash: nothing within ${patience / 1000} s in any run. Network by network, one client ` +
  'after the other.'
export const figures = Object.fromEntries(Object.keys(networks).map((name) => [name, { digits: 1 }]))
export const targets = [
  { of: 'Encke', figure: '(a) all allowed', atMost: 1.2, unit: 'round trips' },
  { of: 'Encke', figure: '(a) all allowed', against: 'faye', atMost: 1 },
]

export async function open({ small, peers }) {
  await buildProxy()
  const chosen = Object.entries(clients).filter(([name]) => name === 'Encke' || peers)
  const servers = await startServers(chosen.map(([, [kind]]) => kind))
  const chromium = await startChromium()
  await Promise.all(chosen.map(([, [kind]]) => servers.get(kind).ask('steadily', { rate: 100, bytes: 100 })))
  /** Of the run that is under way: network by network, all clients go through it. */
  let under = { run: 0, rows: undefined }

  async function first([kind, usual, poll], network, faults) {
    const transport = network.startsWith('(d)') ? poll : usual
    if (network.startsWith('(d)') && !poll) return undefined
    const proxy = spoil(await servers.get(kind).ask('port'), { latency: 1 })
    try {
      return await visit(chromium, await proxy.ask('port'), async ({ call, evaluate }) => {
        await call('load', kind)
        await proxy.ask('set', { ...faults, latency: roundTrip / 2 })
        // A connection that is warm and free.
        await evaluate(`fetch('/favicon.ico').then((response) => response.text())`)
        const took = await call('first', kind, transport, patience)
        return took === null ? undefined : took / roundTrip
      })
    } finally {
      await proxy.close()
    }
  }

  async function all() {
    const rows = Object.fromEntries(chosen.map(([name]) => [name, {}]))
    for (const [network, faults] of Object.entries(networks)) {
      if (small && !network.startsWith('(a)')) continue
      for (const [name, client] of chosen)
        rows[name][network] = await first(client, network, faults).catch(() => undefined)
    }
    return rows
  }

  return {
    chromium: chromium.version,
    cases: chosen.map(([name]) => ({
      name,
      async measure(run) {
        if (under.run !== run) under = { run, rows: all() }
        return (await under.rows)[name]
      },
    })),
    close: () => Promise.all([servers.close(), chromium.close()]),
  }
}
