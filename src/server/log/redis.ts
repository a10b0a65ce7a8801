import { EnckeError } from '../../protocol/errors'
import { epochOf, formatPosition, later, millisecondsOf, type Position, sequenceOf } from '../../protocol/position'
import { createComplaints } from '../complaints'
import type { Log, Source, Verdict } from './log'
import { oneAtATime } from './one-at-a-time'
import { publisherAge, reasonCharacters, refusalsKept } from './publishers'
import { type Connection, openConnection, type Reply } from './redis-connection'
import { checkRedisOptions, type RedisLogOptions, type RedisSettings } from './redis-options'
import { hello, type Script, steps } from './redis-scripts'
import { createSharedLog } from './shared'
import type { Range, Store } from './store'

/** With these settings Redis has every write on disk before it answers. */
const durable = { appendonly: 'yes', appendfsync: 'always', 'no-appendfsync-on-rewrite': 'no' }

/** Least version of Redis. */
const leastVersion = '6.2.0'

/** Milliseconds for which Redis holds a read that finds nothing new, and entries of one read. */
const held = 2000
const readAtOnce = 200

/** Most milliseconds between two trimmings. */
const mostTrimEvery = 10_000

/** Most ids that are named when something in Redis is none of ours. */
const mostNamed = 10

/** Entries, and characters, after which a page ends: nobody else is answered while it is read. */
const pageEntries = 1000
const pageCharacters = 262_144

/** It is full, cannot save, or has not the replicas that it should. */
const takesNoWrites = /\b(OOM|MISCONF|NOREPLICAS)\b/

type Raw = [id: string, fields: string[]]

/** As the scripts see it. */
const isOurs = (fields: string[], epoch: string | null) =>
  fields[0] === 'e' && fields[1] === epoch && fields[2] === 'c' && fields[4] === 'd'

/**
 * A log in Redis Streams that any number of nodes share; each of them can serve any client. Needs the `redis` package
 * and Redis 6.2 or later.
 * @throws EnckeError `busy` - Redis cannot be reached within `patience`; `bad-option` - it is too old, or an option is
 * wrong
 */
export async function createRedisLog(options: RedisLogOptions = {}): Promise<Log> {
  const settings = checkRedisOptions(options)
  const { mirror, patience, retention } = settings
  return createSharedLog(createRedisStore(settings), {
    mirror,
    patience,
    trimEvery: Math.min(mostTrimEvery, retention.age / 2),
    now: () => performance.now(),
    date: Date.now,
    random: Math.random,
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds)
      return () => clearTimeout(timer)
    },
  })
}

function createRedisStore({ connection, prefix, retention, remembered, patience, replicas }: RedisSettings): Store {
  const stream = `{${prefix}}:log`
  const known = `{${prefix}}:state`
  const publisherKey = (publisher: string) => `{${prefix}}:publisher:${publisher}`
  const sessionKey = (key: string) => `{${prefix}}:session:${key}`
  let commands: Connection | undefined
  let reader: Connection | undefined
  let give = (_reason: unknown) => {}
  const complain = createComplaints()
  /** The last that was none of ours: the reader begins there where it lies behind all that is, not to find it again. */
  let stray: Position = ''

  const positionOf = (epoch: string, id: string): Position => {
    const [milliseconds, sequence] = id.split('-').map(Number) as [number, number]
    return formatPosition(Number(epoch), milliseconds, sequence)
  }
  const idOf = (position: Position) => (position ? `${millisecondsOf(position)}-${sequenceOf(position)}` : '0-0')
  const epochNumber = (position: Position) => String(Number.parseInt(epochOf(position), 36))

  /** @param ends - epoch and floor; null when Redis knows nothing of the log */
  function rangeOf(raw: Reply, ends: Reply): Range {
    const [epoch, floor] = ends as [string | null, string | null]
    const ours = (raw as Raw[]).filter(([, fields]) => isOurs(fields, epoch))
    const entries = ours.map(([id, [, epoch, , channel, , data]]) => ({
      position: positionOf(epoch as string, id),
      channel: channel as string,
      data: data as string,
    }))
    return { entries, floor: positionOf(epoch ?? '0', floor ?? '0-0') }
  }

  /**
   * Whoever fails gives the connection up: on the next one, hello puts right what may be wrong, and another Redis may be
   * there. Not where it takes no writes for now: reading goes on.
   */
  async function askBy(connection: Connection | undefined, ...args: (string | number)[]): Promise<Reply> {
    if (!connection) throw new EnckeError('network', 'there is no connection to Redis')
    try {
      return await connection.ask(args)
    } catch (error) {
      if (!takesNoWrites.test((error as Error).message)) give(error)
      throw error
    }
  }

  const ask = (...args: (string | number)[]) => askBy(commands, ...args)

  /**
   * Scripts are known to Redis by their names only once somebody has said hello to this very process of it: Redis forgets
   * them when it restarts. So nothing is written before it is known whether something was lost.
   */
  const run = (by: Connection | undefined, { name }: Script, keys: string[], ...args: (string | number)[]) =>
    askBy(by, 'EVALSHA', name, keys.length, ...keys, ...args)

  async function rangeBeyond(by: Connection | undefined, after: Position, limit: number, characters: number) {
    const reply = await run(by, steps.range, [stream, known], idOf(after), limit, characters)
    const [entries, , others] = reply as [Reply, Reply, string[]]
    return { ...rangeOf(entries, endsIn(reply)), others }
  }

  /** The epoch and the floor. Whoever finds that something is gone tells of it. */
  function endsIn(reply: Reply): Reply[] {
    const [, ends] = reply as [Reply, Reply[]]
    if (ends[2])
      complain(
        `Something else has taken entries out of ${stream}: who had yet to read them hears that; let nothing else trim it, and set maxmemory-policy noeviction`,
      )
    return ends
  }

  /** What is none of ours: whoever follows the log tells of it once. */
  function passBy(others: string[], { floor }: Range) {
    if (!others.length) return
    stray = positionOf(epochNumber(floor), others[others.length - 1] as string)
    const ids = others.slice(0, mostNamed).join(', ')
    complain(
      `${others.length} entries of ${stream} are none of a log's, and are left out: ${ids}; let nothing else write there, or choose another prefix`,
    )
  }

  function failEpoch(): never {
    const error = new EnckeError('busy', 'the log in Redis has begun anew')
    give(error)
    throw error
  }

  async function isDurable(): Promise<boolean> {
    try {
      for (const [name, value] of Object.entries(durable)) {
        const setting = (await commands?.ask(['CONFIG', 'GET', name])) as string[]
        if (setting[1] !== value) return false
      }
      return true
    } catch {
      return false
    }
  }

  const writeNothing = async () => void (await ask('SET', `{${prefix}}:probe`, '', 'PX', 1))

  /** Whether replicas have all that was written. */
  const replicated = oneAtATime(async () => {
    // From Redis 7.2 on, WAIT looks at nothing beyond what its own connection wrote last.
    const asked = ['WAIT', replicas, Math.min(1000, Math.ceil(patience / 2))] as const
    const [, count] = await Promise.all([writeNothing(), ask(...asked)])
    if (Number(count) < replicas) throw new EnckeError('delivery-unknown', `${count} of ${replicas} replicas have it`)
  })

  async function take(at: Position, source: Source, age: number, ...what: string[]): Promise<Verdict> {
    const keys = [stream, known, publisherKey(source.publisher)]
    const args = [epochNumber(at), source.number, Math.ceil(age), refusalsKept, retention.messages, ...what]
    const taking = run(commands, steps.take, keys, ...args)
    const [reply] = await Promise.all([taking, replicas ? replicated() : undefined])
    if (!reply) failEpoch()
    const [verdict, detail] = reply as [string, string | undefined]
    if (verdict === 'refused') return { refused: detail as string }
    if (verdict === 'taken') return detail ? positionOf(epochNumber(at), detail) : at
    return verdict as 'already' | 'gap'
  }

  function close() {
    reader?.close()
    commands?.close()
  }

  return {
    async connect(lost) {
      close()
      give = (error) => {
        lost(error)
        close()
      }
      commands = await openConnection(connection, patience, give)
      reader = await openConnection(connection, patience + held, give)
      const [about, other] = (await Promise.all([ask('INFO', 'server'), reader.ask(['INFO', 'server'])])).map(String)
      const version = /redis_version:(\S+)/.exec(about ?? '')?.[1] ?? ''
      if (version.localeCompare(leastVersion, undefined, { numeric: true }) < 0)
        throw new EnckeError('bad-option', `Redis ${leastVersion} or later is needed, not ${version}`)
      if (runOf(about) !== runOf(other))
        throw new EnckeError('network', 'the two connections lead to different servers')
    },
    disconnect: (reason) => give(reason),

    async hello(seen) {
      const place = seen ? [epochNumber(seen), idOf(seen)] : ['', '']
      const safe = (await isDurable()) ? 1 : 0
      // Where the clock was set back, Redis may have lost the last epoch with all else: it must not be named once more.
      const rise = 1 + Math.floor(Math.random() * 1000)
      const answer = await ask('EVAL', hello, 2, stream, known, ...place, safe, rise)
      const [epoch, floor] = answer as [string, string]
      for (const { text } of Object.values(steps)) await ask('SCRIPT', 'LOAD', text)
      return positionOf(epoch, floor)
    },

    append: (at, channel, data, source, age = remembered) => take(at, source, age, 'entry', channel, data, idOf(at)),
    skip(at, source, call, reason) {
      const what = reason === undefined ? ['skip', call] : ['refuse', reason.slice(0, reasonCharacters)]
      return take(at, source, remembered, ...what)
    },

    async published(publisher) {
      const key = publisherKey(publisher)
      // A Redis that takes no writes can be asked all the same.
      const renewed = ask('PEXPIRE', key, remembered).catch(() => {})
      const [number] = await Promise.all([ask('HGET', key, 'n'), renewed])
      return Number(number ?? 0)
    },

    async range(after, limit, characters) {
      const most = [Math.min(limit, pageEntries), Math.min(characters, pageCharacters)] as const
      const range = await rangeBeyond(commands, after, ...most)
      if (epochOf(range.floor) !== epochOf(after)) failEpoch()
      return range
    },

    async newest(limit, characters) {
      const reply = (await run(commands, steps.newest, [stream, known], limit, characters)) as Reply[]
      const [entries, , after] = reply
      const range = rangeOf((entries as Raw[]).reverse(), endsIn(reply))
      return { ...range, after: positionOf(epochNumber(range.floor), after as string) }
    },

    /** XREAD would bring so many, however large: it is only for what comes later, and brings one. */
    async next(after) {
      const begin = epochOf(stray) === epochOf(after) ? later(after, stray) : after
      const { others, ...there } = await rangeBeyond(reader, begin, readAtOnce, pageCharacters)
      if (epochOf(there.floor) === epochOf(after)) passBy(others, there)
      if (there.entries.length || there.floor > after) return there
      const [streams, about] = await Promise.all([
        askBy(reader, 'XREAD', 'COUNT', 1, 'BLOCK', held, 'STREAMS', stream, idOf(begin)),
        // Behind that: what came first may have been taken away before it was asked for.
        run(reader, steps.range, [stream, known], idOf(after), 0, 0),
      ])
      return rangeOf((streams as [[string, Raw[]]] | null)?.[0][1] ?? [], endsIn(about))
    },

    async trim() {
      await run(commands, steps.trim, [stream, known], retention.age, retention.messages)
    },

    async recall(key) {
      return ((await ask('GET', sessionKey(key))) as string | null) ?? undefined
    },
    async remember(key, text) {
      if (text === undefined) await ask('DEL', sessionKey(key))
      else await ask('SET', sessionKey(key), text, 'PX', publisherAge)
    },
    async renew(key) {
      const renewals = [ask('PEXPIRE', publisherKey(key), remembered), ask('PEXPIRE', sessionKey(key), publisherAge)]
      await Promise.all(renewals)
    },
    probe: () => (replicas ? replicated() : writeNothing()),

    close,
  }
}

/** Which process of Redis it is. */
const runOf = (about = '') => /run_id:(\w+)/.exec(about)?.[1]
