import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connect } from '../../../src/index'
import { epochOf } from '../../../src/protocol/position'
import type { Log } from '../../../src/server/log/log'
import { createRedisLog } from '../../../src/server/log/redis'
import { openConnection } from '../../../src/server/log/redis-connection'
import { runExample } from '../../docs/example'
import { closeLater, serve } from '../../support/close-later'
import { freePort, guard } from '../../support/daemon'
import { startImpostor } from '../../support/redis'
import { until } from '../../support/until'
import { describeRedis, failure, insist, nodes, ownRedis, ownReplica } from './redis-nodes'

const quick = { 'repl-diskless-sync-delay': '0' }

/** A real Sentinel that watches over one primary, and gives it up after half a second. */
async function startSentinel(primary: number): Promise<number> {
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'encke-sentinel-'))
  const file = join(dir, 'sentinel.conf')
  const about = `mymaster 127.0.0.1 ${primary} 1`
  const lines = [`port ${port}`, 'bind 127.0.0.1', `dir ${dir}`, `sentinel monitor ${about}`]
  lines.push('sentinel down-after-milliseconds mymaster 500', 'sentinel failover-timeout mymaster 3000')
  await writeFile(file, `${lines.join('\n')}\n`)
  const child: ChildProcess = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' })
  guard(child, dir)
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    await rm(dir, { recursive: true, force: true })
  })
  return port
}

describeRedis('a fail-over', () => {
  test('that Sentinel makes is followed, as the documentation says: nothing is missed in silence', async () => {
    const redis = await ownRedis({ settings: quick })
    const replica = await ownReplica(redis, quick)
    const port = await startSentinel(redis.port)
    const sentinel = { url: `redis://127.0.0.1:${port}` }
    const { createClient } = await import('redis')
    const watch = closeLater(createClient({ ...sentinel, RESP: 2 }))
    await watch.connect()
    await until(async () => String(await watch.sendCommand(['SENTINEL', 'replicas', 'mymaster'])).includes('127.0.0.1'))
    vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => void vi.restoreAllMocks())

    type Made = { log: Log; sentinel: { destroy(): unknown } }
    const place: [string, string, string] = ['docs/server.md', 'More than one node', 'createSentinel']
    const instead = { localhost: '127.0.0.1', 26379: String(port) }
    const made = await runExample<Made>(place, ['log', 'sentinel'], instead)
    onTestFinished(() => void made.sentinel.destroy())
    const log = closeLater(made.log)
    const { url, encke } = await serve({ log })
    const client = closeLater(connect(url, { transports: ['fetch-streaming'] }))
    const heard: unknown[] = []
    client.on('missed', ({ reason }) => heard.push(reason))
    await client.subscribe('/n', ({ data }) => heard.push(data)).ready
    await encke.publish('/n', 1)
    const kept = async () => Number(await replica.ask('XLEN', '{encke}:log'))
    await until(async () => (await kept()) === 1)
    const before = log.tail
    await redis.kill()
    await insist(() => encke.publish('/n', 2))
    await until(() => heard.includes(2))
    expect(heard.filter((one) => one !== 2)).toEqual([1, 'reset'])
    expect(epochOf(log.tail) > epochOf(before)).toBe(true)
    expect(await kept()).toBe(2)
  })

  test('to a primary that nobody knows for now is waited for', async () => {
    const redis = await ownRedis()
    let known = false
    const connection = {
      get url() {
        if (!known) throw new Error('there is no primary')
        return redis.url
      },
    }
    const { code, message } = await failure(createRedisLog({ connection, patience: 300 }))
    expect([code, message]).toEqual(['busy', 'the log cannot be reached: there is no primary'])
    const opening = createRedisLog({ connection, patience: 10_000 })
    known = true
    closeLater(await opening)
  })
})

describeRedis('what is wrong says what to do', () => {
  test('where the address leads to a replica', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience: 500 })
    await redis.ask('REPLICAOF', '127.0.0.1', '1')
    await failure(node!.log.append('/n', '1'))
    const { message } = await failure(node!.log.append('/n', '1'))
    expect(message).toContain('the address has to lead to the primary')
  })

  test.each([
    ['SET', 'x', '1'],
    ['EVAL', "return redis.call('SET', 'x', '1')", 0],
  ])(
    'where it leads to a replica, in the same words for %s as for a node that connects: one reason',
    async (...args) => {
      const redis = await ownRedis()
      await redis.ask('REPLICAOF', '127.0.0.1', '1')
      const connection = closeLater(await openConnection({ url: redis.url }, 500, () => {}))
      const { message } = await failure(connection.ask(args))
      const joins = await failure(createRedisLog({ connection: { url: redis.url }, patience: 500 }))
      expect(joins.message).toBe(`the log cannot be reached: ${message}`)
    },
  )

  test('where it leads to a cluster that has the keys elsewhere', async () => {
    const redis = await ownRedis({ settings: { 'cluster-enabled': 'yes' } })
    const { message } = await failure(createRedisLog({ connection: { url: redis.url }, patience: 500 }))
    expect(message).toContain('the node with the slot')
  })

  test('where its user may not do what is needed', async () => {
    const redis = await ownRedis()
    await redis.ask('ACL', 'SETUSER', 'default', '-evalsha')
    const { message } = await failure(createRedisLog({ connection: { url: redis.url }, patience: 500 }))
    expect(message).toContain('Redis, for operators')
  })

  test('where its user may not do what a script does, in the words of Redis 7.2 and later', async () => {
    const words = "ERR ACL failure in script: User default has no permissions to run the 'time' command"
    const answers = (name: string) => (name === 'EVAL' ? `-${words} script: 5a1, on @user_script:9.\r\n` : '+OK\r\n')
    const answer = (asked: string) =>
      [...asked.matchAll(/^\*\d+\r\n\$\d+\r\n(\w+)/gm)].map(([, name]) => answers(name!)).join('')
    const later = closeLater(await startImpostor(answer))
    const connection = closeLater(await openConnection({ url: later.url }, 10_000, () => {}))
    const { message } = await failure(connection.ask(['EVAL', "return redis.call('TIME')", 0]))
    expect(message).toMatch(/'time' command: .*Redis, for operators/)
  })

  test('where something else has the key of the log', async () => {
    const redis = await ownRedis()
    await redis.ask('SET', '{mine}:log', 'x')
    const call = createRedisLog({ connection: { url: redis.url }, prefix: 'mine', patience: 1000 })
    expect((await failure(call)).message).toContain('another prefix')
  })

  test('where the address is none, which it says at once', async () => {
    const call = createRedisLog({ connection: { url: 'http://localhost' }, patience: 60_000 })
    const { code, message, after } = await failure(call)
    expect([code, message]).toEqual(['bad-option', expect.stringContaining('redis:')])
    expect(after).toBeLessThan(10_000)
  })
})
