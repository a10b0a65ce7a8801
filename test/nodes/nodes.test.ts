import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { currentEnvironment } from '../../src/client/environment'
import { connect } from '../../src/index'
import { closeLater } from '../support/close-later'
import { check, count, type History, join, type Recorder, record } from '../support/history'
import { useBrowser } from '../support/in-page'
import { servePage } from '../support/page'
import { runSeed, seeded } from '../support/random'
import { durable, haveRedis, startRedis } from '../support/redis'
import { until } from '../support/until'
import { startBalancer } from './balancer'
import { startCluster } from './cluster'

const { open } = useBrowser()
const seconds = Number(process.env.SECONDS ?? (process.env.FULL ? 60 : 15))
const number = Number(process.env.CLIENTS ?? 200)
const inPages = ['xhr-streaming', 'eventsource', 'iframe', 'callback-polling'] as const
const inNode = ['websocket', 'fetch-streaming', 'long-polling'] as const
const rooms = 20

/** Milliseconds for what takes a machine long that is busy. */
const long = 60_000

/** Publications a second, of all together. */
const rate = 80
const evidence = 'test-results/nodes/history.json'

/** What a client of this number listens to. */
function patternsOf(index: number): string[] {
  const room = `/room/${index % rooms}`
  const others = [`/room/${(index * 7 + 1) % rooms}`, '/user/**', '/room/*', `/user/${index % 10}/*`]
  return index % 50 === 0 ? [room, '/room/*', '/user/**'] : [room, others[index % 2 ? 0 : 3] as string]
}

/** Where it publishes next. */
function channelFor(random: () => number): string {
  const draw = Math.floor(random() * 1e6)
  return draw % 4 ? `/room/${draw % rooms}` : `/user/${draw % 10}/${draw % 3}`
}

/** As a browser's: what goes wrong is told by `close` alone. */
class Socket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols)
    this.on('error', () => {})
  }
}

/** What each client in this process decided. */
const logs: Record<string, string[]> = {}

/** A client in this process, by one of the transports that Node has. */
function inThisProcess(origin: string, index: number): Recorder {
  const transport = inNode[index % inNode.length] as (typeof inNode)[0]
  const name = `${transport}-${index}`
  const environment = { ...currentEnvironment(), WebSocket: Socket as never }
  const client = closeLater(connect(`${origin}/encke`, { transports: [transport], environment }))
  const log: string[] = []
  logs[name] = log
  client.on('decision', ({ kind, reason }) => log.push(`${Date.now()} ${kind}: ${reason}`))
  client.on('state', (state) => log.push(`${Date.now()} ${state}`))
  client.on('error', ({ message }) => log.push(`${Date.now()} ${message}`))
  return record(client, name)
}

/** The same in a page. */
async function inAPage(page: Page, transport: string) {
  await page.evaluate(
    `client = Encke.connect('/encke', { transports: ['${transport}'] }); recorder = (${record})(client, '${transport}')`,
  )
  return {
    subscribe: (pattern: string, since = 'latest') => page.evaluate(`recorder.subscribe('${pattern}', '${since}')`),
    publish: (channel: string) => page.evaluate(`recorder.publish('${channel}')`),
    history: () => page.evaluate('recorder.history') as Promise<History>,
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test.skipIf(!haveRedis())(
  'three nodes on one Redis lose, repeat and reorder nothing while they and Redis are killed in turn',
  { timeout: 4 * long + seconds * 4000 },
  async () => {
    const random = seeded(runSeed('nodes'))
    const redis = closeLater(await startRedis({ settings: durable }))
    const cluster = closeLater(await startCluster(3, redis.url))
    const balancer = closeLater(await startBalancer(cluster.living, servePage()))
    // Pages first: what serves them is this process, which has its hands full with two hundred clients.
    const opened = await Promise.all(inPages.map(() => open(balancer)))
    const clients = Array.from({ length: number }, (_, index) => inThisProcess(balancer.origin, index))
    const pages = await Promise.all(opened.map((page, index) => inAPage(page, inPages[index] as string)))
    for (const [index, client] of [...clients, ...pages].entries()) {
      for (const pattern of patternsOf(index)) client.subscribe(pattern)
    }
    const histories = async () => [
      ...clients.map(({ history }) => history),
      ...(await Promise.all(pages.map((page) => page.history()))),
    ]
    const all = async () => join(await histories())
    const ready = async () => (await all()).subscriptions.every(({ readyAt }) => readyAt)
    await until(ready, 'every subscription is accepted', long)

    const everybody = [...clients, ...pages]
    const anybody = () => everybody[Math.floor(random() * everybody.length)] as (typeof everybody)[0]
    const began = performance.now()
    let published = 0
    const publishing = (async () => {
      for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - began) {
        for (; published < (elapsed / 1000) * rate; published++) anybody().publish(channelFor(random))
        await pause(10)
      }
    })()
    const rounds = Math.ceil(seconds / 5)
    for (let round = 0; round < rounds; round++) {
      await pause(Math.max(0, began + (round + 0.5) * (seconds / rounds) * 1000 - performance.now()))
      if (round === Math.floor(rounds / 2)) await redis.restart()
      await cluster.replace(round % 3)
      anybody().subscribe('/room/**')
      anybody().subscribe('/user/**', 'oldest')
    }
    await publishing
    const settled = async () => (await ready()) && (await all()).publications.every(({ end }) => end)
    const arrived = async () => !check(await all()).some(({ kind }) => kind === 'lost')
    // What never comes is told below.
    await until(settled, 'everything has an answer', long).catch(console.error)
    await until(arrived, 'nothing is lost', long).catch(console.error)

    const history = await all()
    const violations = check(history)
    const gaps = history.subscriptions.flatMap(({ told }) => told.filter((one) => 'missed' in one))
    const deliveries = history.subscriptions.reduce((sum, { told }) => sum + told.length, 0) - gaps.length
    const calledAt = new Map(history.publications.map((one) => [one.id, one.calledAt]))
    const waits = history.subscriptions
      .filter(({ since }) => since === 'latest')
      .flatMap(({ told }) => told.flatMap((one) => ('id' in one ? one.at - (calledAt.get(one.id) as number) : [])))
      .sort((a, b) => a - b)
    const wait = {
      median: waits[waits.length >> 1],
      '99 %': waits[Math.floor(waits.length * 0.99)],
      longest: waits.at(-1),
    }
    const bad = history.publications.filter(({ end }) => end !== 'resolved')
    console.log(
      `${everybody.length} clients, ${seconds} s, ${rounds} kills: ${history.publications.length} publications`,
    )
    console.log('milliseconds from publish to delivery:', wait)
    console.table({ deliveries, ...count(violations), gaps: gaps.length, 'not resolved': bad.length })
    if (violations.length + gaps.length + bad.length + cluster.troubles.length) {
      await writeFile(evidence, JSON.stringify({ violations, gaps, bad, troubles: cluster.troubles, history, logs }))
      console.log(`what happened is in ${evidence}`)
    }
    expect(violations.slice(0, 5)).toEqual([])
    expect(gaps.slice(0, 5)).toEqual([])
    expect(bad.slice(0, 5)).toEqual([])
    expect(cluster.troubles).toEqual([])
    // Who is left without an answer asks again after ten.
    expect(wait.longest).toBeLessThan(10_000)
  },
)
