import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { freePort } from '../daemon'
import { until } from '../until'
import type { Kind } from './engine'
import { startSession } from './webdriver'

const driver = '/usr/bin/WebKitWebDriver'
const display = '/usr/bin/Xvfb'

type Child = ChildProcessByStdio<Writable, Readable, null>

/** Starts a command that ends with its input, so also when this process ends, in whatever way. */
export function start(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Child {
  const script = '"$@" & cat; kill $!'
  return spawn('sh', ['-c', script, 'sh', command, ...args], { stdio: ['pipe', 'pipe', 'ignore'], env })
}

export async function end(child: Child) {
  child.stdin.end()
  await once(child, 'exit')
}

/** The engine of Safari, on a display of its own: when that ends, so does the browser. */
export const webkit: Kind = {
  name: 'WebKitGTK',
  packages: ['webkit2gtk-driver', 'xvfb'],
  installed: () => existsSync(driver) && existsSync(display),

  async launch() {
    const screen = start(display, ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'])
    const [number] = await once(screen.stdout, 'data')
    const port = await freePort()
    const driving = start(driver, [`--port=${port}`], { ...process.env, DISPLAY: `:${String(number).trim()}` })
    const server = `http://127.0.0.1:${port}`
    const answers = async () => (await fetch(`${server}/status`)).ok
    await until(() => answers().catch(() => false), 'WebKitWebDriver answers')
    const session = await startSession(server)

    return {
      ...session,
      async close() {
        await session.end()
        await end(driving)
        await end(screen)
      },
    }
  },
}
