import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { freePort, guard } from './daemon'
import { have } from './programs'
import { until } from './until'

export interface TestRedis {
  port: number
  /** `redis://127.0.0.1:port` */
  url: string
  /** Asks Redis something, over a connection of its own. */
  ask(...args: string[]): Promise<unknown>
  /** Lets it end in good order. */
  stop(): Promise<void>
  /** Ends it at once. */
  kill(): Promise<void>
  /** It stands still, its connections stay open. */
  pause(): void
  resume(): void
  /** Starts it again on the same port and directory, ended before if it runs. */
  restart(): Promise<void>
  /** Ends it, and removes what it left. */
  close(): Promise<void>
}

export interface RedisOptions {
  /** `--name value`. Default: nothing is kept on disk. */
  settings?: Record<string, string>
  /** Default: a free one. */
  port?: number
}

/** Redis has every write on disk before it answers. */
export const durable = { appendonly: 'yes', appendfsync: 'always' }

const running = new Set<ChildProcess>()

/** Whether there is a Redis. */
export const haveRedis = () => have({ 'redis-server': 'redis-server' })

/** A real Redis on a free port of loopback. */
export async function startRedis({ settings = {}, port: wanted }: RedisOptions = {}): Promise<TestRedis> {
  const port = wanted ?? (await freePort())
  const url = `redis://127.0.0.1:${port}`
  const dir = await mkdtemp(join(tmpdir(), 'encke-redis-'))
  const all = { save: '', appendonly: 'no', ...settings, port: String(port), bind: '127.0.0.1', dir }
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, ...value.split(' ')])
  let child: ChildProcess | undefined

  async function ask(...command: string[]) {
    const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: false } })
    client.on('error', () => {})
    try {
      await client.connect()
      return await client.sendCommand(command)
    } finally {
      client.destroy()
    }
  }

  async function start() {
    const started = spawn('redis-server', args, { stdio: 'ignore' })
    child = started
    running.add(started)
    guard(started, dir)
    started.once('exit', () => running.delete(started))
    const answers = () => ask('PING').then(Boolean, () => false)
    await until(() => started.exitCode !== null || answers(), 'Redis answers')
    if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}`)
  }

  async function end(signal: NodeJS.Signals) {
    const ended = child
    child = undefined
    if (!ended || !running.has(ended)) return
    const gone = new Promise((resolve) => ended.once('exit', resolve))
    ended.kill(signal)
    await gone
  }

  await start()
  return {
    port,
    url,
    ask,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async restart() {
      await end('SIGKILL')
      await start()
    },
    async close() {
      await end('SIGKILL')
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Nobody listens there. */
export async function deadUrl(): Promise<string> {
  return `redis://127.0.0.1:${await freePort()}`
}

/** A way to a port of loopback on which answers can be held up. */
export async function startHoldUp(port: number) {
  const pairs = new Set<[Socket, Socket]>()
  const silent = new Set<Socket>()
  let held = false
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (held) return void silent.add(socket)
    const onward = connect(port, '127.0.0.1')
    onward.on('error', () => {})
    pairs.add([socket, onward])
    socket.pipe(onward).pipe(socket)
    socket.on('close', () => onward.destroy())
    onward.on('close', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const way = {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many connections never get an answer. */
    get silent() {
      return silent.size
    },
    /** Holds the answers up; a connection that comes meanwhile never gets any. */
    hold() {
      held = true
      for (const [socket, onward] of pairs) onward.unpipe(socket).pause()
    },
    release() {
      held = false
      for (const [socket, onward] of pairs) onward.pipe(socket)
    },
    /** Ends the connections that get answers. */
    cut() {
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      pairs.clear()
    },
    close() {
      server.close()
      way.cut()
      for (const socket of silent) socket.destroy()
    },
  }
  return way
}

/** Takes connections, and answers as it is told to each piece of what it is sent. */
export async function startImpostor(answer: (asked: string) => string) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (asked) => socket.write(answer(String(asked))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
