import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Demo {
  url: string
  /** Ends it as a user does; resolves with its exit code. */
  stop(): Promise<number | null>
}

/** Starts the demo on a free port. */
export async function startDemo(): Promise<Demo> {
  const demo = spawn(process.execPath, ['examples/demo/server.mjs'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  async function stop() {
    if (demo.exitCode !== null) return demo.exitCode
    demo.kill('SIGTERM')
    const [code] = await once(demo, 'exit')
    return code
  }
  let said = ''
  for await (const chunk of demo.stdout as AsyncIterable<Buffer>) {
    said += chunk
    const [url] = /http:\S+/.exec(said) ?? []
    if (url) return { url, stop }
  }
  throw new Error(`the demo ended and said: ${said}`)
}
