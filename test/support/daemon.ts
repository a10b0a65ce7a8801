import { type ChildProcess, spawn } from 'node:child_process'
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { find } from './programs'
import { until } from './until'

/** Root starts what follows as nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined

export interface Daemon {
  port: number
  close(): Promise<void>
}

/** What is to be started, on which port of loopback, with nothing but what is in a directory. */
export interface DaemonOptions {
  program: string
  args(dir: string, port: number): string[]
  /** By name, in that directory. */
  files?(dir: string, port: number): Record<string, string>
}

/** A program that listens on a free port, and ends with these tests in whatever way they end. */
export async function startDaemon({ program, args, files }: DaemonOptions): Promise<Daemon> {
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), `encke-${program}-`))
  if (nobody) await chown(dir, nobody.uid, nobody.gid)
  for (const [name, text] of Object.entries(files?.(dir, port) ?? {})) await writeFile(join(dir, name), text)
  const command = [find(program) as string, ...args(dir, port)]
  const said = join(dir, 'said')
  const child = spawn('sh', ['-c', 'exec "$0" "$@" > said 2>&1', ...command], {
    ...{ ...nobody, cwd: dir, stdio: 'ignore', detached: true },
    env: { ...process.env, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir },
  })
  guard(child, dir)
  const ended = () => child.exitCode !== null || child.signalCode !== null
  const gone = new Promise((resolve) => child.once('exit', resolve))
  await until(() => ended() || listens(port), `${program} answers`)
  if (ended()) throw new Error(`${program} ended: ${await readFile(said, 'utf8')}`)
  return {
    port,
    async close() {
      const end = (signal: NodeJS.Signals) => ended() || process.kill(-(child.pid as number), signal)
      end('SIGTERM')
      // Some wait for their clients.
      const timer = setTimeout(end, 2000, 'SIGKILL')
      await gone
      clearTimeout(timer)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(true)
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })
}

/**
 * Ends a child, and all of its group when it has one, and removes its directory when this process ends, in whatever way:
 * then the pipe to the guard ends.
 */
export function guard(child: ChildProcess, dir: string) {
  const script = 'cat; kill -9 -- "-$0" || kill -9 "$0"; rm -rf "$1"'
  const guarding = spawn('sh', ['-c', script, String(child.pid), dir], { stdio: ['pipe', 'ignore', 'ignore'] })
  child.once('exit', () => guarding.kill('SIGKILL'))
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
