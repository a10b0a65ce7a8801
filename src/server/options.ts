import type { IncomingHttpHeaders } from 'node:http'
import { EnckeError } from '../protocol/errors'
import type { Log } from './log/log'
import { createMemoryLog } from './log/memory'
import { originOf } from './origins'
import type { Wear } from './transports/streaming'

/** What the application says of a client and of what it wants. */
export interface Hooks {
  /**
   * Who is it? Asked at each join, and so at each poll; of a plain Bayeux client at its handshake only. What it returns
   * (JSON, the same for the same user) is the client's identity; `false`, `null` or `undefined` turns it away, and it is
   * closed. A throw is no answer: the client hears 503 and asks again later. Default: everybody may come, and has no
   * identity. Clients wait for ten seconds: both hooks together have to be quicker.
   * @param ask - `headers`: without `cookie` and `authorization` when a page of another site may have caused the request; `ext` of
   * the message
   */
  authenticate?(ask: { headers: IncomingHttpHeaders; ext: Record<string, unknown> }): unknown
  /**
   * May it? Only `true` is a yes. Asked for each pattern at each join (of a plain Bayeux client: when it subscribes, and at
   * each connect), up to 100 at once, and for each publication. A throw is no answer: the client hears 503 and asks again
   * later. Default: everybody may do everything.
   * @param ask - `channel`: to subscribe also a pattern, such as `/**`; `identity`: what `authenticate` said
   */
  authorize?(ask: { action: 'subscribe' | 'publish'; channel: string; identity: unknown }): boolean | Promise<boolean>
}

export interface Limits {
  /** Bytes of a request. Default 1,048,576. */
  body: number
  /** Messages of a request. Default 1,000. */
  batch: number
  /** Patterns of a session; those beyond are refused. Default 1,000. */
  subscriptions: number
  /** Sessions of this node, and WebSockets. Default 100,000. */
  sessions: number
}

/** What is left out, or undefined, is the default. */
type Some<Whole> = { [Name in keyof Whole]?: Whole[Name] | undefined }

export interface ServerOptions extends Hooks {
  /** The endpoint: everything below it is answered. Default `/encke`. */
  path?: string | undefined
  /**
   * Exact origins of pages on other hosts that may connect: `https://example.com`, `capacitor://localhost`. Listing `null` lets in
   * every sandboxed frame of every page, without cookies. Default none but the server's own.
   */
  origins?: readonly string[] | undefined
  /** Default: a memory log that keeps 10,000 messages, 32 MiB or ten minutes, whatever is reached first. */
  log?: Log | undefined
  /** Most milliseconds of silence: the hold of a poll, the heartbeat of a stream. Default 25,000. */
  timeout?: number | undefined
  /** Milliseconds after which a session without a link is forgotten. Default 60,000. */
  expiry?: number | undefined
  /**
   * When a stream is to be followed by a fresh one. Of `age`, each stream is given between 80 and 100 %. Default 300,000
   * milliseconds, and 131,072 characters where the browser keeps them (XMLHttpRequest and frames).
   */
  wear?: Some<Wear> | undefined
  limits?: Some<Limits> | undefined
}

/**
 * What is wrong with the options is said when the server is made, not to each page in turn.
 * @throws EnckeError `bad-option`
 */
export function checkOptions({ path, origins = [], log, timeout, expiry, wear, limits, ...hooks }: ServerOptions) {
  const demand = (sound: boolean, what: string, found: unknown) => {
    if (!sound) throw new EnckeError('bad-option', `${what}, not ${found}`)
  }
  demand(path === undefined || /^\/[^\s?#]*$/.test(path), 'path is like /encke', path)
  demand(Array.isArray(origins), 'origins is a list', origins)
  for (const origin of origins) demand(isOrigin(origin), 'origins are exact, like https://app.example.com', origin)
  demand(log === undefined || typeof log.append === 'function', 'log is what createMemoryLog() returns', log)
  for (const [name, value] of Object.entries({ timeout, expiry, ...wear }))
    demand(value === undefined || value > 0, `${name} is a number above 0`, value)
  for (const [name, value] of Object.entries(limits ?? {}))
    demand(value === undefined || value >= 0, `${name} is a number, 0 for none`, value)
  for (const name of ['authenticate', 'authorize'] as const)
    demand(['undefined', 'function'].includes(typeof hooks[name]), `${name} is a function`, hooks[name])
}

const isOrigin = (value: string) => value === 'null' || (Boolean(value) && originOf(value) === value)

/** The options, and the default of each that is not given or undefined. */
export function settle({ path = '/encke', origins, log, timeout, expiry, wear, limits }: ServerOptions) {
  return {
    // As it comes in requests.
    path: new URL(`http://encke${path}`).pathname.replace(/\/+$/, ''),
    origins: new Set(origins),
    log: log ?? createMemoryLog(),
    timeout: timeout ?? 25_000,
    expiry: expiry ?? 60_000,
    wear: { characters: wear?.characters, age: wear?.age ?? 300_000 },
    limits: {
      body: limits?.body ?? 1_048_576,
      batch: limits?.batch ?? 1000,
      subscriptions: limits?.subscriptions ?? 1000,
      sessions: limits?.sessions ?? 100_000,
    },
  }
}
