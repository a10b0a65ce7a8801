import { asEnckeError, EnckeError } from '../../protocol/errors'
import { disconnect, type Message } from '../../protocol/message'
import type { Subscriptions } from '../subscriptions/subscriptions'
import { doubtful, never } from '../times'
import { createDialer } from './dialer'
import { createHearing } from './hearing'
import type { Outbox } from './outbox'
import { deadlineOf, heardOn, type Path } from './path'
import { createPaths } from './paths'
import { createPlain } from './plain'
import { createPublishing } from './publishing'
import { createSaying, type SayingOptions } from './saying'
import type { Handlers, LinkId, SessionEffect, SessionEvent } from './states'
import { createWatch } from './watch'

export interface SessionOptions extends SayingOptions {
  subscriptions: Subscriptions
  outbox: Outbox
  /** In [0, 1). */
  random(): number
}

export type Session = ReturnType<typeof createSession>

/** Milliseconds that requests have waited in vain, after which the stream beside them is suspected. */
const longestVain = 15_000

/**
 * The client's end of a session: no timers, no sockets, no clock. `step` takes what happened and returns what to do.
 * Call it with `tick` when that is `due`.
 */
export function createSession(options: SessionOptions) {
  const { random, subscriptions, outbox } = options
  let effects: SessionEffect[] = []
  const emit = (effect: SessionEffect) => effects.push(effect)
  const paths = createPaths(emit)
  const { move, drop } = paths
  const publishing = createPublishing(paths, outbox)
  const plain = createPlain(paths, subscriptions, emit)
  const watch = createWatch(paths, plain, outbox, emit)
  const dialer = createDialer(paths, random, (again) => dial(again))
  const parts = { paths, plain, publishing, watch, dialer, subscriptions, outbox, emit }
  const saying = createSaying(parts, options)
  const { greetOn, rejoin, say, dial, flush, untaken, farewell, lastWords } = saying
  const hear = createHearing({ ...parts, ...saying, key: options.key, lose, end })

  /** Nothing is open any more, and nothing is sought. */
  function dropAll() {
    for (const path of paths.all) drop(path)
    paths.live = undefined
    paths.lone = false
    watch.begin()
    dialer.cancel()
  }

  /**
   * Nothing carries the session any more: find a new way.
   * @param asleep - the page sleeps: only when it is back
   */
  function lose(error?: EnckeError, asleep = false) {
    dropAll()
    if (plain.active) {
      // A page that sleeps may leave it to the next one, which says so.
      if (!asleep) outbox.abandon()
      plain.forgetUnanswered()
    }
    if (paths.state === 'online') {
      dialer.lost()
      move('offline', error)
    }
    if (plain.active || asleep) emit({ type: 'forget' })
    if (!asleep) dialer.retry(false)
  }

  /** For so many milliseconds nothing got through beside the live stream: it may hold the only connection, and gives way. */
  function waitedInVain(waited: number, error: EnckeError): boolean {
    const { live } = paths
    if (error.code !== 'timeout' || plain.active || live?.kind !== 'stream') return false
    paths.vain += waited
    if (paths.vain < longestVain) return false
    emit({ type: 'doubt', link: live.link, error })
    dropAll()
    move('offline', error)
    return true
  }

  /** @param error - none when it has ended in good order */
  function closed(path: Path, error?: EnckeError) {
    const carried = path === paths.live
    const successor = path.purpose === 'successor'
    paths.delete(path)
    // It has shown what it was to show, or not.
    if (path.purpose === 'probe') return
    if (carried) paths.live = undefined
    const { live } = paths
    const serving = paths.serving.length > 0
    const cut = () => lose(error ?? new EnckeError('network', 'the link was cut'))
    if (error && successor && path.awaited && waitedInVain(paths.now - path.sentAt, error)) return
    if (carried && !path.over) {
      // What follows may be under way: of two polls that a plain server has, it may answer each for the sake of the other.
      if (error || (path.kind !== 'poll' && !paths.carried)) cut()
      else if (!paths.carried) dialer.next(path.busy ? 0 : paths.pause)
    } else if (paths.state === 'online' && (live || (!successor && serving))) {
      if (successor && !path.over) dialer.retry(true)
      else if (live?.kind === 'duplex' && live.over) rejoin()
    } else if (paths.state === 'online' && !dialer.waiting) {
      if (!serving && path.over) dialer.dial(true)
      else if (!serving || path.join === paths.number) cut()
    } else if (plain.active && path.over) {
      dialer.dial(true)
    } else if (!serving && !dialer.waiting) dialer.retry(false)
    flush()
  }

  /** The network, the page or the user is back: what was silent for long has to show that it is alive. */
  function back() {
    dialer.succeeded(0)
    const { serving } = paths
    if (plain.active && !serving.length) outbox.abandon()
    if (dialer.waiting) dialer.now()
    else if (!serving.length) dialer.dial(false)
    else if (paths.state !== 'online') dialer.afresh(paths.now - (serving[0] as Path).heardAt)
    else if (serving.every(({ heardAt }) => paths.now - heardAt > doubtful)) challenge()
  }

  /** What carries the session has to show soon that it is alive; the next link is given twice the time. */
  function challenge() {
    if (paths.state !== 'online' || (plain.active && paths.all.length > 1)) return
    publishing.unsure = true
    paths.haste = 2 * paths.lateAfter
    paths.hurry(paths.haste)
    rejoin()
    watch.expect()
  }

  function tick() {
    dialer.tick()
    watch.tick()
    for (const path of paths.all) {
      if (deadlineOf(path, paths.timeout) > paths.now || !paths.has(path)) continue
      const error = new EnckeError('timeout', `nothing came for ${Math.round(paths.now - path.heardAt)} ms`)
      drop(path, error)
      closed(path, error)
    }
    const { live } = paths
    if (live && live.renewal <= paths.now) {
      live.renewal = never
      dialer.dial(true)
    }
  }

  function end(error?: EnckeError) {
    const { clientId } = paths
    if (clientId) {
      emit({ type: 'forget' })
      say([disconnect(paths.nextId(), clientId, paths.number)])
    }
    dropAll()
    outbox.close(error)
    move('closed', error)
  }

  /** Something came over this link: so many batches, or only a sign of life. */
  function heardFrom(path: Path | undefined, batches: number) {
    if (!path) return
    heardOn(path, batches, paths.now)
    if (path === paths.live) watch.heard()
  }

  /** What makes no sense ends the link that brought it, as a loss; what it brought before that counts. */
  function heed(path: Path | undefined, batch: readonly Message[]) {
    try {
      hear(path, batch)
    } catch (thrown) {
      const error = asEnckeError(thrown, 'malformed')
      if (!path) return untaken(error)
      if (!paths.has(path)) return
      path.over = false
      drop(path, error)
      closed(path, error)
    }
  }

  /** Those without a link of ours concern nobody any more. */
  const handlers: Handlers<SessionEvent, [path: Path | undefined]> = {
    open() {
      move('connecting')
      dialer.dial(false)
    },
    linked(event) {
      // Faye goes on writing to a socket that is dead, until another one comes.
      if (plain.active && !plain.polled && !paths.live && event.kind === 'poll') plain.reset()
      greetOn(paths.add(event))
    },
    join(_, path) {
      if (!path) return
      path.purpose = 'candidate'
      greetOn(path)
    },
    messages({ batch }, path) {
      const { underWay } = outbox
      heardFrom(path, 1)
      if (path) heed(path, batch)
      // What waited for these answers goes out.
      if (outbox.underWay < underWay) flush()
    },
    alive: (_, path) => heardFrom(path, 0),
    closed: ({ error }, path) => path && closed(path, error),
    aside({ batch }) {
      paths.vain = 0
      heed(undefined, batch)
      flush()
    },
    unposted({ error }) {
      const { patience } = session
      watch.unheard()
      if (plain.active) lose(error)
      else if (!waitedInVain(patience, error)) untaken(error)
    },
    changed: () => flush(),
    exhausted({ error }) {
      emit({ type: 'error', error })
      // What is sound goes on, and the others are looked for beside it. The end of the last one may have said so before.
      if (!session.sound() && (!dialer.waiting || dialer.again)) dialer.retry(false)
    },
    return: back,
    offline() {
      challenge()
      // Requests beside a stream that fail at once say nothing of it. That of a plain server answers nothing.
      if (paths.live && !plain.active) paths.live.proof = paths.now + 2 * paths.lateAfter
    },
    brief({ pause, over }) {
      paths.pause = pause
      if (!pause && dialer.pausing) dialer.now()
      const lasting = over ? paths.lasting : []
      for (const path of lasting) drop(path)
      if (lasting.includes(paths.live as Path)) paths.live = undefined
      if (lasting.length && !paths.carried) dialer.next()
    },
    rest: () => lose(undefined, true),
    tick,
    close: ({ error }) => end(error),
  }

  const session = {
    get state() {
      return paths.state
    },

    /** Milliseconds that a request beside the link may take. */
    get patience(): number {
      // What is published goes by a link that runs both ways, where there is one.
      const publishes = outbox.underWay > 0 && paths.live?.kind !== 'duplex'
      return paths.state !== 'online' || plain.active || publishes ? outbox.answerTime : watch.questionTime()
    },

    /** Whether what carries it is not in doubt, and may go on. A plain server cannot tell a link that it is stale. */
    sound: () => paths.carried && !watch.over && !plain.active,

    /** Whether the server is a plain one. */
    get plain() {
      return plain.active
    },

    farewell,
    lastWords,

    /** Whether the server has left this link open. */
    isOpen: (link: LinkId) => !paths.get(link)?.moved,

    /** When `tick` is due; Infinity when nothing is. */
    get due(): number {
      return Math.min(session.deadline, paths.live?.renewal ?? never)
    },

    /** The same of what nobody is late for but who has slept: a link may grow old while the page is hidden. */
    get deadline(): number {
      return Math.min(dialer.due, watch.due, paths.deadline)
    },

    /**
     * @param at - milliseconds on a clock that never goes back
     * @throws Error when it is opened twice: a mistake of the caller
     */
    step(event: SessionEvent, at: number): SessionEffect[] {
      const shut = paths.state === 'closed' || (paths.state === 'idle' && event.type !== 'close')
      if (shut && event.type !== 'open') return []
      effects = []
      paths.now = at
      paths.dialing = false
      const { link } = event as { link?: LinkId }
      const follow = handlers[event.type] as (event: SessionEvent, path: Path | undefined) => unknown
      follow(event, paths.get(link))
      return effects
    },
  }
  return session
}
