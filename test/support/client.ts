import { type Client, type ClientEvents, type CoreOptions, connect } from '../../src/core'
import type { EnckeError } from '../../src/protocol/errors'
import { turn, virtualEnvironment } from './environment'
import { fakeTransport, type Opened } from './transport'

/** A client whose network and clock are the test, with everything it has told. */
export function openClient(options: Partial<CoreOptions> = {}) {
  const environment = virtualEnvironment()
  const transport = fakeTransport('stream')
  const client: Client = connect('http://server.test/encke', { transports: [transport], environment, ...options })
  const told: [keyof ClientEvents, ...unknown[]][] = []
  for (const name of ['state', 'transport', 'missed', 'error', 'decision'] as const) {
    client.on(name, (...all: unknown[]) => void told.push([name, ...all]))
  }
  return {
    client,
    environment,
    transport,
    told,
    heard: (name: keyof ClientEvents) => told.filter(([one]) => one === name).map(([, first]) => first),
    /** The link that was opened last. */
    get link() {
      return transport.opened.at(-1) as Opened
    },
    /** The request beside it that was made last. */
    get request() {
      return transport.posted.at(-1) as Opened
    },
    /** Waits until the first link is live. */
    async online() {
      await turn()
      ;(transport.opened.at(-1) as Opened).accept()
      await turn()
    },
  }
}

/** How a promise stands: `waits`, `yes`, or the error code. */
export async function fateOf(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    () => 'yes',
    (error: EnckeError) => error.code ?? String(error),
  )
  return Promise.race([settled, turn().then(() => 'waits')])
}
