import { type ChildProcess, fork } from 'node:child_process'
import { build } from 'vite'

const file = 'test-results/nodes/node.js'

/** The node as one script, made of the sources as they are. */
function bundleNode() {
  return build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: 'test/nodes/node.ts', outDir: 'test-results/nodes', minify: false, target: 'node20' },
  })
}

export interface Cluster {
  /** The ports of those that live. */
  living(): number[]
  /** Ends one of them as a power cut would, and starts another one in its place. */
  replace(index: number): Promise<void>
  /** What went wrong in the nodes: ends that nobody asked for, and what they wrote to their stderr. */
  readonly troubles: string[]
  close(): void
}

/** So many nodes, each a process of its own, on one Redis. */
export async function startCluster(size: number, redis: string): Promise<Cluster> {
  const nodes: { process: ChildProcess; port: number | undefined }[] = []
  const troubles: string[] = []

  async function start(index: number) {
    const child = fork(file, [redis], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], execArgv: [] })
    const node: (typeof nodes)[0] = { process: child, port: undefined }
    nodes[index] = node
    child.stderr?.on('data', (text) => troubles.push(`node ${index}: ${text}`))
    child.on('exit', (code, signal) => {
      node.port = undefined
      if (signal !== 'SIGKILL') troubles.push(`node ${index} ended by itself: ${code ?? signal}`)
    })
    await new Promise<void>((resolve) => {
      child.once('message', (port) => {
        node.port = port as number
        resolve()
      })
      child.once('exit', () => resolve())
    })
  }

  await bundleNode()
  await Promise.all(Array.from({ length: size }, (_, index) => start(index)))

  return {
    living: () => nodes.flatMap(({ port }) => port ?? []),
    replace(index) {
      const node = nodes[index] as (typeof nodes)[0]
      node.port = undefined
      node.process.kill('SIGKILL')
      return start(index)
    },
    troubles,
    close() {
      for (const { process } of nodes) process.kill('SIGKILL')
    },
  }
}
