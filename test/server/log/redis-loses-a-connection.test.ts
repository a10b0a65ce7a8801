import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { isPosition, type Position } from '../../../src/protocol/position'
import type { Verdict } from '../../../src/server/log/log'
import { openConnection } from '../../../src/server/log/redis-connection'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { runSeed, seeded } from '../../support/random'
import { startHoldUp, startImpostor } from '../../support/redis'
import { until } from '../../support/until'
import { cut, dataOf, describeRedis, fill, hears, insist, nodes, open, ownRedis, positionsOf } from './redis-nodes'

/** A way to these ports, the first connection to the first of them and so on, and to the last one from then on. */
async function startFork(...ports: number[]) {
  const sockets: Socket[] = []
  const all = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connectTo(ports[Math.min(sockets.length, ports.length - 1)]!, '127.0.0.1')
    sockets.push(socket)
    for (const one of [socket, onward]) all.add(one.on('error', () => {}))
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of all) socket.destroy()
  })
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets }
}

describeRedis('a lost connection', () => {
  test('does not change the order of what a node appends, however often', async () => {
    const random = seeded(runSeed('redis cuts'))
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    const asked: Promise<Verdict>[] = []
    for (let round = 0; round < 8; round++) {
      for (const number of numbers(300, asked.length))
        asked.push(Promise.resolve(all[0]!.log.append('/n', `${number}`)))
      await until(() => all[1]!.heard.length > random() * asked.length)
      await cut(redis)
    }
    const positions = (await Promise.all(asked)) as Position[]
    await hears(all, asked.length)
    for (const node of all) {
      expect(dataOf(node)).toEqual(numbers(asked.length))
      expect(positionsOf(node)).toEqual(positions)
      expect(node.breaks).toBe(0)
    }
  })

  test('whose successor says nothing is given up in time', async () => {
    const way = closeLater(await startHoldUp((await ownRedis()).port))
    const node = await open(way, { patience: 700 })
    way.hold()
    way.cut()
    await until(() => way.silent)
    way.release()
    await insist(() => node.log.append('/n', '1'))
    await until(() => node.heard.length)
  })

  test('on which a call was heard and not answered leaves it its number: the call itself hears that it has taken that', async () => {
    const redis = await ownRedis()
    const way = closeLater(await startHoldUp(redis.port))
    const { log, prefix } = await open(way)
    const source = (number: number) => ({ publisher: 'p', number })
    const calls = [() => log.skip(source(1)), () => log.append('/a', '2', source(2)), () => log.skip(source(3))]
    for (const [index, call] of calls.entries()) {
      way.hold()
      const asked = call()
      await until(async () => (await redis.ask('HGET', `{${prefix}}:publisher:p`, 'n')) === `${index + 1}`)
      way.cut()
      way.release()
      expect(isPosition(await asked)).toBe(true)
    }
    expect(await log.skip(source(3)), 'another call').toBe('already')
  })

  test('of the reader alone loses nothing', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    for (let round = 0; round < 3; round++) {
      await until(async () => /cmd=xread/.test(String(await redis.ask('CLIENT', 'LIST'))))
      const clients = String(await redis.ask('CLIENT', 'LIST')).split('\n')
      const readers = clients.filter((line) => line.includes('cmd=xread')).map((line) => /id=(\d+)/.exec(line)![1]!)
      for (const id of readers) await redis.ask('CLIENT', 'KILL', 'ID', id)
      await fill(all[round % 2]!, numbers(50, round * 50))
    }
    await hears(all, 150)
    for (const node of all) expect([dataOf(node), node.breaks]).toEqual([numbers(150), 0])
  })

  test('is none on which answers come, though one is always owed', async () => {
    let owed = 1
    const impostor = await startImpostor((asked) => {
      const pings = asked.split('PING').length - 1 - owed
      if (pings < 0) return '+OK\r\n'.repeat(asked.split('*').length - 1)
      owed = 0
      return '+PONG\r\n'.repeat(pings)
    })
    closeLater(impostor)
    const lost = vi.fn()
    const connection = closeLater(await openConnection({ url: impostor.url }, 600, lost))
    const end = performance.now() + 1700
    let last = connection.ask(['PING'])
    while (performance.now() < end) {
      const next = connection.ask(['PING'])
      next.catch(() => {})
      await last
      last = next
    }
    expect(lost).not.toHaveBeenCalled()
  })

  test('is given up with the other one, though an answer is waited for there', async () => {
    const redis = await ownRedis()
    const { url, sockets } = await startFork(redis.port)
    const node = await open({ url }, { patience: 60_000 })
    const [calls, reader] = sockets
    redis.pause()
    calls!.destroy()
    await until(() => reader!.closed)
    redis.resume()
    await fill(node, [1])
    await hears([node], 1)
  })

  test('is given up with the other one where they lead to different servers, as while an address changes hands', async () => {
    const [old, next] = [await ownRedis(), await ownRedis()]
    const node = await open(await startFork(old!.port, next!.port))
    await fill(node, [1])
    await hears([node], 1)
    expect(await old!.ask('EXISTS', `{${node.prefix}}:log`)).toBe(0)
  })
})
