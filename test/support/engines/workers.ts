import type { Options } from '../../../src/index'
import type { PageWindow } from '../in-page'
import type { Tab } from './engine'

/** What a worker is asked for. */
export interface Wish {
  url: string
  options: Options
}

/** What a worker tells, and among what the page keeps it. */
export type Told = [name: 'got' | 'log' | 'missed' | 'errors', what: unknown]

export type Kind = 'Worker' | 'SharedWorker'

/** Has a client in a worker, which listens to `/n` and publishes each number that it hears to `/up`. */
export function work(page: Tab, kind: Kind, url: string, options: Options): Promise<void> {
  return page.evaluate(
    ([kind, url, options]) => {
      const kept: Omit<PageWindow, 'client'> = { got: [], log: [], missed: [], errors: [] }
      const worker = kind === 'Worker' ? new Worker('/worker.js') : new SharedWorker('/worker.js')
      const port = 'port' in worker ? worker.port : worker
      Object.assign(window, kept, { worker })
      port.onmessage = ({ data: [name, what] }: MessageEvent<Told>) => kept[name].push(what as never)
      port.postMessage({ url, options })
    },
    [kind, url, options as object] as const,
  )
}
