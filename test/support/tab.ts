import { currentEnvironment, type Environment, type Life } from '../../src/client/environment'
import { type Client, connect, type Event } from '../../src/index'
import { closeLater, serve } from './close-later'
import type { TestServer } from './server'
import { createStorage } from './storage'
import { until } from './until'

/** A browser's tab, in which one page follows another. */
export function openTab(storage: Environment['tabStorage'] = createStorage()) {
  let tell = (_: Life) => {}
  const byes: string[] = []
  const document = { hidden: false } as Document & { hidden: boolean }

  return {
    byes,
    /** The next page; the one before is gone, with all that it had. */
    load(server: TestServer, resume = true): Client {
      const environment: Environment = {
        ...currentEnvironment(),
        document,
        tabStorage: storage,
        beacon: (_, text) => void byes.push(text),
        onLife(listener) {
          tell = listener
        },
      }
      return closeLater(connect(server.url, { transports: ['long-polling'], resume, environment }))
    },
    /** The user looks elsewhere. */
    hide() {
      document.hidden = true
      tell('hide')
    },
    /** There is a network again. */
    reconnect: () => tell('return'),
    /** Lets the page that is left do nothing more; returns what brings it back, and leaves it once more. */
    leave() {
      const told = tell
      tell('leave')
      tell('rest')
      tell('hide')
      tell = () => {}
      return Object.assign(() => told('return'), { leave: () => told('rest') })
    },
  }
}

/** The server takes what comes, and its answers are lost. */
export function loseAnswers(server: TestServer) {
  server.meddle = (_, response) => {
    response.end = () => response.destroy()
    return false
  }
}

/** The server does not answer any more, and the client knows that it is offline. */
export async function goOffline(server: TestServer, client: Client) {
  server.meddle = () => true
  server.cut()
  await until(() => client.state === 'offline')
}

/** Subscribes, and collects what comes. */
export async function listen(client: Client, pattern: string) {
  const got: unknown[] = []
  await client.subscribe(pattern, (event: Event) => got.push(event.data)).ready
  return got
}

/** What the server gets on these channels. */
export function takenBy(server: TestServer, pattern: string) {
  const got: unknown[] = []
  server.encke.subscribe(pattern, ({ data }) => got.push(data))
  return got
}

/** A tab whose first page is online, and all that the server gets on `/a`. */
export async function begin(storage = createStorage()) {
  const server = await serve()
  const got = takenBy(server, '/a')
  const tab = openTab(storage)
  const first = tab.load(server)
  await listen(first, '/b')
  return { server, got, tab, first }
}

/** The same, but the server does not answer any more. */
export async function cutOff(storage = createStorage()) {
  const begun = await begin(storage)
  await goOffline(begun.server, begun.first)
  return begun
}

/** A tab whose first page has got what was published, and is left. */
export async function hearAndLeave() {
  const server = await serve()
  const tab = openTab()
  const before = await listen(tab.load(server), '/a')
  await server.encke.publish('/a', 1)
  await until(() => before.length === 1)
  tab.leave()
  return { server, tab, before }
}

/** What a storage does that cannot be used. */
export function fail(what: string): never {
  throw new Error(what)
}
