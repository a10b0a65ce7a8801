import { fork } from 'node:child_process'
import { build } from 'vite'

const folder = 'test-results/load'

/** The processes of the load tests, one script each, made of the sources as they are. */
export async function bundle(...names: string[]) {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      rolldownOptions: { input: Object.fromEntries(names.map((name) => [name, `test/load/${name}.ts`])) },
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
    },
  })
}

export interface Worker {
  /** Gives an order, and waits for the answer of the process. Rejects when it ends meanwhile. */
  ask<Answer>(order: string, ...args: unknown[]): Promise<Answer>
  /** Ends it as a power cut would. Resolves when it is gone. */
  close(): Promise<void>
}

/** Starts a process that takes orders. What it writes to stderr is seen here. */
export function startWorker(name: string, args: string[] = [], execArgv: string[] = []): Worker {
  const child = fork(`${folder}/${name}.js`, args, { execArgv })
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>()
  let last = 0
  let over = false
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  gone.then(() => {
    over = true
    for (const { reject } of waiting.values()) reject(new Error(`${name} has ended`))
  })
  child.on('message', ({ id, answer, error }: { id: number; answer?: unknown; error?: string }) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(answer)
    else asked?.reject(new Error(`${name}: ${error}`))
  })
  return {
    ask<Answer>(order: string, ...args: unknown[]) {
      if (over) return Promise.reject(new Error(`${name} has ended`))
      const id = ++last
      child.send({ id, order, args })
      return new Promise<Answer>((resolve, reject) =>
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject }),
      )
    },
    close() {
      child.kill('SIGKILL')
      return gone
    },
  }
}
