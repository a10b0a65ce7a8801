import { seeded } from '../support/random'
import { createClient } from './client'
import { createClock } from './clock'
import { createConnections } from './connections'
import type { Modules } from './modules'
import { createNetwork } from './network'
import { createNode, epoch, type Node } from './node'
import { channels, createPopulation } from './population'
import { createData } from './store'
import { createTab } from './tab'
import { createTruth } from './truth'
import { drawWeather, isLossless, type Weather } from './weather'

export interface Outcome {
  weather: Weather
  violations: string[]
  /** How often what happened. */
  counts: Record<string, number>
  /** What happened, a line each, if it was asked for. */
  trace: string[]
}

/**
 * Virtual milliseconds: how long it storms, and how long it may take until all is well again. Then so long that a link
 * that died in silence has been found out, and until all is well once more.
 */
const storm = 20_000
const calm = 200_000
const proof = 9000

/** The same of a time in which nobody says anything. */
const quiet = 5000

/**
 * One night: clients, nodes, the log and the network between them, in virtual time. All of it comes from the seed.
 * @param forecast - by default the seed's own
 */
export async function simulate(modules: Modules, seed: number, forecast?: Weather, traced = false): Promise<Outcome> {
  const random = seeded(seed)
  const weather = forecast ?? drawWeather(seed, random)
  const chance = (probability: number) => random() < probability
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const outcome: Outcome = { weather, violations: [], counts: {}, trace: [] }
  const clock = createClock()
  const stormy = () => clock.now < storm
  const trace = (line: () => string) => {
    if (traced) outcome.trace.push(`${(clock.now / 1000).toFixed(3).padStart(8)} ${line()}`)
  }
  const count = (what: string) => void (outcome.counts[what] = (outcome.counts[what] ?? 0) + 1)
  const violate = (what: string) => {
    trace(() => `VIOLATION ${what}`)
    outcome.violations.push(what)
  }
  const truth = createTruth(modules, weather, violate)
  const lossless = isLossless(weather)

  let storeOffset = 0
  const data = createData(
    modules,
    truth,
    weather.keeps,
    !weather.loses,
    () => epoch + Math.floor(clock.now) + storeOffset,
    random,
  )
  const connections = weather.shared ? createConnections({ clock, data, random, lag: weather.lag }) : undefined
  const nodes: Node[] = []
  /** By how many milliseconds a clock is set. */
  const jump = () => Math.round((random() - 0.5) * (chance(0.5) ? 10_000 : 3_000_000))
  let births = 0
  function raise() {
    const name = `node${++births}`
    const offset = weather.jumps && chance(0.5) ? jump() : 0
    nodes.push(createNode({ name, clock, modules, weather, truth, random, offset, connections, trace }))
  }
  const ready = () => nodes.filter((node) => node.ready)
  const pickNode = () => (nodes.some((node) => node.ready) ? pick(ready()) : undefined)
  const network = createNetwork({ clock, modules, weather, random, stormy, pickNode, trace, count })

  function kill(node: Node) {
    const told = chance(0.7)
    count('node kills')
    trace(() => `${node.name} dies`)
    nodes.splice(nodes.indexOf(node), 1)
    node.kill()
    network.died(node, told)
    clock.at(clock.now + 200 + random() * 5000, raise)
  }

  function away() {
    const restart = chance(0.5)
    const silent = chance(0.5)
    const milliseconds = random() * (restart ? 3000 : 8000)
    count(restart ? 'store restarts' : 'store outages')
    trace(() => `the store is ${restart ? 'restarted' : silent ? 'silent' : 'away'} for ${Math.round(milliseconds)} ms`)
    connections?.outage(milliseconds, silent, restart)
  }

  function setClock() {
    const by = jump()
    const node = pick([undefined, ...nodes])
    count('clock jumps')
    trace(() => `the clock of ${node?.name ?? 'the store'} is set ${by} ms on`)
    if (node) node.setClock(by)
    else storeOffset += by
  }

  function stall() {
    count('stalls')
    for (const node of nodes) node.stall(3000)
    if (stormy()) clock.at(clock.now + 3000 + random() * 6000, stall)
  }

  let published = 0
  function publish(channel: string) {
    const node = pickNode()
    const number = ++published
    node?.serve(clock.now, () => {
      node.append(channel, truth.dataOf('server', number)).catch(({ code, message }) => {
        if (code !== 'busy' && code !== 'delivery-unknown') violate(`the server could not publish: ${message}`)
      })
    })
  }

  for (let born = 0; born < weather.nodes; born++) raise()
  const clients = Array.from({ length: weather.clients }, (_, index) => {
    const name = ['ann', 'bob', 'cat'][index] as string
    const population = createPopulation({
      name,
      modules,
      truth,
      plain: weather.plain,
      lossless,
      ...{ random, count, violate },
    })
    const common = { clock, modules, network: network.connect(), weather, random, stormy, trace, count, violate }
    return (chance(0.5) || weather.plain ? createTab : createClient)({ ...common, name, population })
  })
  for (const client of clients) {
    clock.at(0, client.open)
    for (let act = 0; act < 40; act++) clock.at(random() * storm, client.act)
  }
  for (let act = 1; act <= 60; act++) clock.at(random() * storm, () => publish(pick(channels)))
  const sometimes = (times: number, run: () => void) => {
    for (let time = 0; time < times; time++) clock.at(random() * storm, run)
  }
  sometimes(weather.kills, () => nodes.length && kill(pick(nodes)))
  sometimes(weather.reviews, () => {
    const node = pickNode()
    count('reviews')
    node?.serve(clock.now, () => node.sessions?.suspend(() => chance(0.7)))
  })
  sometimes(weather.blackouts, network.blackout)
  sometimes(weather.outages, away)
  sometimes(weather.jumps, setClock)
  sometimes(weather.breaks, () => {
    count('broken connections to the store')
    connections?.break()
  })
  if (weather.loses) for (let time = 0; time < storm; time += 1000) clock.at(time + random() * 1000, data.save)
  if (weather.stalls) clock.at(random() * 3000, stall)

  const failed = () => outcome.violations.length > 0
  const owed = () => clients.flatMap((client) => client.owed.map((what) => `${client.name}: ${what}`))
  async function settle() {
    while (!failed() && clock.now < storm + calm && owed().length) await clock.run(clock.now + 1000, failed)
  }
  async function pass() {
    await clock.run(storm, failed)
    trace(() => 'the storm is over')
    await settle()
    await clock.run(clock.now + proof, failed)
    await settle()
    truth.sure = truth.facts.length
    if (weather.plain) for (const channel of channels) publish(channel)
    await settle()
    if (failed()) return
    for (const what of owed()) violate(what)
    const { opened } = network
    await clock.run(clock.now + quiet, failed)
    const hurry = network.opened - opened
    if (hurry > 12 * clients.length) violate(`${hurry} links and requests while nobody said anything`)
    for (const client of clients) if (client.links > 4) violate(`${client.name} has ${client.links} links`)
    if (failed()) return

    for (const client of clients) client.close()
    await clock.run(clock.now + weather.expiry + 20_000, failed)
    for (const { name, sessions } of nodes)
      if (sessions?.size) violate(`${name} keeps ${sessions.size} sessions of nobody`)
  }
  await pass().catch((error) => violate(`${error.stack}`))
  return outcome
}
