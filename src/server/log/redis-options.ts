import type { RedisClientOptions } from 'redis'
import { boundsOf, type Check, demandSound, isAbove0, table, wrong } from '../option-checks'
import { longestTimer } from '../runtime'
import { publisherAge } from './publishers'
import { type Bounds, defaultRetention, type Retention } from './window'

/** The options of `createRedisLog`. */
export interface RedisLogOptions {
  /**
   * What `createClient` of the `redis` package takes: `{ url: 'redis://…' }`, password, TLS and so on; read anew for each
   * connection. Default `redis://localhost:6379`.
   */
  connection?: RedisClientOptions | undefined
  /** Prefix of the name of each key: logs with different prefixes know nothing of one another. Default `encke`. */
  prefix?: string | undefined
  /** How much Redis keeps. Default 100,000 publications or ten minutes, whichever is reached first. */
  retention?: Pick<Retention, 'messages' | 'age'> | undefined
  /** How much of that, the newest, each node keeps in memory. Default 10,000 publications, 32 Mi characters, ten minutes. */
  mirror?: Retention | undefined
  /**
   * Milliseconds, finite, for which publishing and joining wait for a Redis that is away; then they fail: `busy`. Default
   * 5,000.
   */
  patience?: number | undefined
  /** How many replicas must have a publication before it counts as taken (WAIT). Default 0. */
  replicas?: number | undefined
}

/** The same, with what has been left out. */
export interface RedisSettings {
  connection: RedisClientOptions | undefined
  prefix: string
  retention: Pick<Bounds, 'messages' | 'age'>
  mirror: Bounds
  patience: number
  replicas: number
  /** Milliseconds for which publishers are. Where entries are kept at any age, they are not kept for ever. */
  remembered: number
}

/** Redis knows whole numbers only. */
const whole = (bound: number) => Math.min(Math.ceil(bound), Number.MAX_SAFE_INTEGER)

const ofRedis: Record<keyof RedisLogOptions, Check> = {
  connection: table,
  prefix: { sound: (value) => typeof value === 'string', what: 'a text' },
  retention: table,
  mirror: table,
  patience: {
    sound: (value) => isAbove0(value) && value <= longestTimer,
    what: `a number above 0, and ${longestTimer} milliseconds at most`,
  },
  replicas: { sound: (value) => Number.isSafeInteger(value) && (value as number) >= 0, what: 'a number, 0 for none' },
}

/** @throws EnckeError `bad-option` */
export function checkRedisOptions(options: RedisLogOptions): RedisSettings {
  // It may have a password in it, which is not repeated.
  if (typeof options !== 'object' || typeof (options.connection ?? {}) !== 'object')
    throw wrong("an address goes into the options: { connection: { url: 'redis://…' } }")
  // It has no option: it would be that of localhost.
  if (typeof (options.connection as { connect?: unknown } | undefined)?.connect === 'function')
    throw wrong('connection is what createClient takes, not the client that it returns')
  demandSound(options, ofRedis)
  const { connection, prefix = 'encke', retention = {}, mirror = {}, patience = 5000, replicas = 0 } = options
  const { messages, age } = boundsOf(retention, { messages: 100_000, age: defaultRetention.age }, 'retention.')
  return {
    ...{ connection, prefix, patience, replicas },
    retention: { messages: whole(messages), age: whole(age) },
    mirror: boundsOf(mirror, defaultRetention, 'mirror.'),
    remembered: age === Number.POSITIVE_INFINITY ? publisherAge : Math.max(whole(age), publisherAge),
  }
}
