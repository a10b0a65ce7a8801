import { WebSocket } from 'ws'
import { unroll } from '../../src/extensions/unroll'
import type { Answer, Message } from '../../src/protocol/message'
import { newKey } from '../support/wire'
import { patternsOf, type Totals } from './channels'
import { obey } from './orders'

/** Many clients that speak the protocol and do nothing else: `node crowd.js URL`. */
const url = process.argv[2] as string

/** Sockets that are being opened at once, in the first round. */
const atOnce = 200

/** Milliseconds until a socket that could not be opened is tried again. */
const pause = 250

interface Client {
  index: number
  key: string
  patterns: string[]
  join: number
  /** Everything up to here has come. */
  at: string
  heard: Map<string, number>
  count: number
  /** So many have been published when it comes back. */
  due: number
  liveAt: number | undefined
  dueAt: number | undefined
  closed: boolean
  socket?: WebSocket
}

const clients: Client[] = []
const troubles = { repeated: 0, gaps: 0, disordered: 0, retries: 0, refused: 0, missed: 0 }
let began = 0

const sum = (client: Client, totals: Totals) =>
  client.patterns.reduce((total, pattern) => total + (totals[pattern] ?? 0), 0)

function greeting({ join, key, patterns, at }: Client) {
  const encke = { join, version: 1, runs: 1, subscriptions: patterns, ...(at && { at }) }
  return join === 1
    ? {
        channel: '/meta/handshake',
        version: '1.0',
        supportedConnectionTypes: ['websocket'],
        ext: { encke: { ...encke, key, type: 'websocket' } },
      }
    : { channel: '/meta/connect', clientId: key, connectionType: 'websocket', ext: { encke } }
}

function open(client: Client) {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  client.socket = socket
  client.closed = false
  client.liveAt = undefined
  let opened = false
  socket.on('open', () => {
    opened = true
    client.join++
    socket.send(JSON.stringify([greeting(client)]))
  })
  socket.on('message', (text) => {
    for (const message of unroll(JSON.parse(String(text)))) hear(client, message)
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    client.closed = true
    if (opened) return
    troubles.retries++
    setTimeout(open, pause, client)
  })
}

function hear(client: Client, message: Message) {
  const { channel, data, id = '' } = message
  if (data === undefined) return answered(client, message)
  const number = (data as { number: number }).number
  const last = client.heard.get(channel) ?? 0
  if (number <= last) troubles.repeated++
  if (number > last + 1) troubles.gaps++
  if (id <= client.at) troubles.disordered++
  client.heard.set(channel, number)
  client.at = id
  if (++client.count === client.due) client.dueAt = performance.now()
}

function answered(client: Client, { channel, successful, ext }: Message) {
  const encke = (ext?.encke ?? {}) as Partial<Answer>
  if (!successful || encke.refused) troubles.refused++
  if (encke.missed) troubles.missed++
  if (encke.join !== undefined) {
    client.liveAt = performance.now()
    if (client.count === client.due) client.dueAt = client.liveAt
  }
  client.at = encke.at ?? (channel === '/meta/handshake' ? Object.values(encke.begin ?? {})[0] : undefined) ?? client.at
}

async function until(condition: (client: Client) => unknown, deadline: number): Promise<boolean> {
  const end = performance.now() + deadline
  while (!clients.every(condition)) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

obey({
  async join(from: number, to: number, deadline: number) {
    for (let index = from; index < to; index++) {
      const client: Client = {
        ...{ index, key: newKey(), patterns: patternsOf(index), join: 0, at: '', heard: new Map(), count: 0 },
        ...{ due: 0, liveAt: undefined, dueAt: undefined, closed: false },
      }
      clients.push(client)
      open(client)
      if (clients.length % atOnce === 0) await until(({ liveAt }) => liveAt, deadline)
    }
    return until(({ liveAt }) => liveAt, deadline)
  },

  /** All have all that has been published. */
  heard: (totals: Totals, deadline: number) => until((client) => client.count >= sum(client, totals), deadline),

  /** All have lost their sockets. */
  alone: (deadline: number) => until(({ closed }) => closed, deadline),

  /** All at once. Returns the different places where they are. */
  rejoin(totals: Totals) {
    began = performance.now()
    for (const client of clients) {
      client.due = sum(client, totals)
      client.dueAt = undefined
      open(client)
    }
    return [...new Set(clients.map(({ at }) => at))]
  },

  /** When all have all that has been published. */
  async result(totals: Totals, deadline: number) {
    const lacking = (client: Client) => sum(client, totals) - client.count
    await until((client) => client.liveAt && client.dueAt && lacking(client) <= 0, deadline)
    return {
      ...troubles,
      lost: clients.reduce((total, client) => total + Math.max(0, lacking(client)), 0),
      delivered: clients.reduce((total, { count }) => total + count, 0),
      live: clients.map(({ liveAt = Number.POSITIVE_INFINITY }) => liveAt - began),
      due: clients.map(({ dueAt = Number.POSITIVE_INFINITY }) => dueAt - began),
    }
  },
})
