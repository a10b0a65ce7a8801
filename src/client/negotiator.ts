import { EnckeError } from '../protocol/errors'
import type { Decision } from './decision'
import type { Target, Transport } from './link'
import type { Memory } from './memory'
import { plan } from './plan'
import { createStandings } from './standings'
import type { LinkId, Purpose } from './states'
import { never } from './times'
import { createUpgrades } from './upgrades'

export interface NegotiatorOptions {
  transports: readonly Transport[]
  target: Target
  memory: Memory
  open(transport: Transport, purpose: Purpose, wishes: { pad: number; silence: number }): LinkId
  /** This proved link is to take the session. */
  join(link: LinkId): void
  close(link: LinkId): void
  /** The live link grows old: it needs a successor. */
  renew(): void
  /** Characters that came over a link, and the milliseconds since. */
  observed(link: LinkId): { received: number; silence: number }
  /** Nothing works. `forGood`: nothing ever can, here. */
  exhausted(error: EnckeError, forGood: boolean): void
  decided(decision: Decision): void
}

interface Attempt {
  link: LinkId
  transport: Transport
  purpose: Purpose | 'live'
  since: number
}

/** A link that breaks so soon after it has proved itself counts against its transport. */
const young = 5000

/**
 * Finds the best transport that really delivers. The best request and what runs both ways start together; the next one
 * starts when they fail, or beside them when they are silent. The first over which the server's answer comes is live; a
 * better one that proves itself later takes over. Nothing else counts as success. What is better than the live one is
 * tried again for ever, ever more seldom, by a link that cannot take the session before it has proved itself.
 */
export function createNegotiator(options: NegotiatorOptions) {
  const { transports, target, memory, open, join, renew, observed, close, exhausted, decided } = options
  const { environment } = target
  const attempts = new Map<LinkId, Attempt>()
  const standings = createStandings(environment)
  let connectionTypes: readonly string[] | undefined
  let only: readonly string[] | undefined
  let waiting: Transport[] = []
  let failures: string[] = []
  let timer: unknown
  let renewal: unknown
  let stagger = 0
  let current: Transport | undefined
  let racing = false

  const upgrades = createUpgrades(environment, standings, better, (transport) =>
    start(transport, 'probe', `it would be better than ${current?.name}`),
  )
  const wanted = ({ name }: Transport) => !only || only.includes(name)
  const rank = (transport: Transport) => transports.indexOf(transport)
  const planned = () =>
    plan(transports, target, { troubled: standings.troubled, proved: memory.proved, only, connectionTypes })

  function tell(kind: Decision['kind'], transport: Transport, reason: string, attempt?: Attempt) {
    const time = environment.now()
    const received = attempt ? observed(attempt.link).received : 0
    decided({ time, kind, transport: transport.name, reason, elapsed: time - (attempt?.since ?? time), received })
  }

  function start(transport: Transport, purpose: Purpose, reason?: string) {
    if (reason) tell('trying', transport, reason)
    const since = environment.now()
    const link = open(transport, purpose, { pad: standings.pad(transport), silence: memory.silence })
    attempts.set(link, { link, transport, purpose: purpose === 'successor' ? 'live' : purpose, since })
  }

  /** @param silent - those under way have not failed: a stream may be held back where a poll is not */
  function next(reason: string, silent = false) {
    environment.clearTimeout(timer)
    const polls = silent ? waiting.findIndex(({ kind }) => kind === 'poll') : 0
    const [transport] = waiting.splice(Math.max(0, polls), 1)
    if (!transport) return
    start(transport, 'candidate', reason)
    pause()
  }

  function pause() {
    const reason = `nothing came for ${stagger} ms`
    if (waiting.length) timer = environment.setTimeout(() => next(reason, true), stagger)
    stagger *= 2
  }

  function race(reason = ['first in the plan', target.protocol].filter(Boolean).join(' over ')) {
    stop()
    for (const attempt of [...attempts.values()]) if (attempt.purpose !== 'live') abandon(attempt, 'a new race begins')
    const { together, rest, unusable } = planned()
    failures = unusable.map(({ transport, reason }) => `${transport.name}: ${reason}`)
    for (const { transport, reason } of unusable) tell('unusable', transport, reason)
    waiting = rest
    stagger = memory.stagger
    racing = true
    for (const transport of together) start(transport, 'candidate', reason)
    if (together.length) pause()
    else giveUp(true)
  }

  function giveUp(forGood: boolean) {
    stop()
    standings.forgive()
    const why = failures.join('; ') || 'the list of transports is empty'
    exhausted(new EnckeError('no-transport', `no transport works here: ${why}`), forGood && !current)
  }

  function abandon({ link, transport }: Attempt, reason: string) {
    const attempt = attempts.get(link)
    tell('left', transport, reason, attempt)
    attempts.delete(link)
    close(link)
  }

  function stop() {
    environment.clearTimeout(timer)
    upgrades.cancel()
    waiting = []
    racing = false
  }

  function over(attempt: Attempt, error: EnckeError | undefined) {
    const { link, transport, since, purpose } = attempt
    attempts.delete(link)
    if (purpose === 'live' && !error) return
    const reason = error?.message ?? 'it ended before the server answered'
    tell('failed', transport, reason, attempt)
    const age = environment.now() - since
    if (purpose === 'live' && error?.code === 'network') memory.cut(age, observed(link).silence)
    if (purpose !== 'live' || age < young) standings.failed(transport, error?.code === 'timeout' || !error)
    if (purpose === 'candidate' && racing) {
      failures.push(`${transport.name}: ${reason}`)
      const others = [...attempts.values()].filter((other) => other.purpose === 'candidate')
      const alone = !others.length
      // What runs both ways has a request beside it; what is held back until its end, a poll that is under way will bring.
      const polled = !error && others.some((other) => other.transport.kind === 'poll')
      if (waiting.length && (alone || !(polled || transport.kind === 'duplex')))
        next(`${transport.name} failed: ${reason}`)
      else if (alone) giveUp(false)
    }
    if (purpose === 'live') upgrades.cancel()
    else upgrades.lookUp()
  }

  /** Where links are cut at an age, the successor is there before that. */
  function succeedInTime({ transport, since }: Attempt) {
    environment.clearTimeout(renewal)
    const left = since + memory.age - environment.now()
    if (transport.kind !== 'poll' && left < never) renewal = environment.setTimeout(renew, left)
  }

  /** What would be better than the live one; nothing while something is being tried already. */
  function better(): Transport[] {
    const trying = [...attempts.values()].some(({ purpose }) => purpose !== 'live')
    if (!current || racing || connectionTypes || trying) return []
    const best = rank(current)
    const { together, rest } = planned()
    return [...together, ...rest].filter((one) => rank(one) < best).sort((a, b) => rank(a) - rank(b))
  }

  return {
    get current() {
      return current
    },

    /** Opens a link: on the transport in use, or on whichever proves itself first. */
    dial(again: boolean) {
      if (again && current) start(current, 'successor')
      else race()
    },

    /**
     * From now on only these may be used; all, without names.
     * @param now - there is a session to be moved
     */
    use(names: readonly string[] | undefined, now: boolean) {
      only = names
      for (const attempt of [...attempts.values()]) {
        if (attempt.purpose !== 'live' && !wanted(attempt.transport)) abandon(attempt, 'others are wanted')
      }
      if (!now) return
      upgrades.cancel()
      if (racing || !current || !wanted(current)) race('asked for')
      else upgrades.lookUp()
    },

    /** The session runs over this link. */
    live(link: LinkId) {
      const winner = attempts.get(link)
      if (!winner) return
      succeedInTime(winner)
      if (winner.purpose === 'live' && !racing) return upgrades.lookUp()
      winner.purpose = 'live'
      if (current && current !== winner.transport) {
        const before = [...attempts.values()].find(
          ({ purpose, transport }) => purpose === 'live' && transport === current,
        )
        tell('left', current, `${winner.transport.name} took over`, before)
      }
      current = winner.transport
      if (!wanted(current)) return
      stop()
      standings.proved(current)
      memory.prove(current.name, environment.now() - winner.since)
      tell('live', current, 'the server answered over it', winner)
      for (const other of [...attempts.values()]) {
        if (other === winner || (!only && rank(other.transport) < rank(current))) continue
        if (other.purpose === 'live') attempts.delete(other.link)
        else abandon(other, `${current.name} answered first`)
      }
      upgrades.lookUp()
    },

    /** The path of this link works, but another link has the session. */
    stale(link: LinkId) {
      const attempt = attempts.get(link)
      if (!attempt) return
      const { transport } = attempt
      tell('proved', transport, 'the server answered over it', attempt)
      if (!racing && current && rank(current) <= rank(transport)) return abandon(attempt, `${current.name} is live`)
      if (transport.kind === 'duplex') {
        attempt.purpose = 'candidate'
        return join(link)
      }
      attempts.delete(link)
      close(link)
      start(transport, 'candidate', 'it has proved itself')
    },

    /** The live link holds back what it should carry. */
    doubt(link: LinkId, error: EnckeError) {
      const attempt = attempts.get(link)
      if (!attempt) return
      tell('failed', attempt.transport, error.message, attempt)
      standings.failed(attempt.transport, true)
      race(`${attempt.transport.name} holds back`)
    },

    /** The network, or the user, is back: whatever failed is worth a try. */
    refresh() {
      standings.forgive()
      upgrades.cancel()
      upgrades.lookUp()
    },

    /** This link is over. */
    ended(link: LinkId, error?: EnckeError) {
      const attempt = attempts.get(link)
      if (attempt) over(attempt, error)
    },

    /** The link no longer counts, through no fault of its own. */
    dropped(link: LinkId) {
      attempts.delete(link)
    },

    /** The server answered over this link that it takes only these: the race is over. */
    restrict(link: LinkId, types: readonly string[]) {
      const attempt = attempts.get(link)
      const { transport } = attempt ?? {}
      connectionTypes = types
      // A handshake goes by poll where it must, what follows by the stream that was preferred to it, if the server has it.
      const better = (other: Transport) =>
        other.kind === 'stream' && wanted(other) && types.includes(other.connectionType) && !other.unusable(target)
      const streams = transport?.kind === 'poll' && transports.slice(0, rank(transport)).some(better)
      current = transport && !streams && types.includes(transport.connectionType) ? transport : undefined
      if (transport) tell('left', transport, `a plain server, with ${types.join(', ')}`, attempt)
      stop()
      for (const other of [...attempts.values()]) {
        if (other !== attempt) abandon(other, 'the server is a plain one')
      }
      if (transport?.kind !== 'duplex') attempts.delete(link)
      racing = true
    },

    stop() {
      stop()
      environment.clearTimeout(renewal)
    },
  }
}
