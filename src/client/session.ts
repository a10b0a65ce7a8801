import { EnckeError } from '../protocol/errors'
import { type Batch, disconnect } from '../protocol/message'
import { createDialer } from './dialer'
import { createHearing } from './hearing'
import { deadlineOf, heardOn, type Path } from './path'
import { createPaths, type PathsOptions } from './paths'
import { createPlain } from './plain'
import { createPublishing } from './publishing'
import { type Cause, isLegal, type LinkId, type SessionEffect, type SessionEvent, transitions } from './states'
import { createWatch } from './watch'

export interface SessionOptions extends PathsOptions {
  /** In [0, 1). */
  random(): number
}

export type Session = ReturnType<typeof createSession>

/** Milliseconds of silence after which a link is not trusted when the page, or the network, comes back. */
const doubtful = 5000

/** Milliseconds online after which a loss begins a new series of tries. */
const settled = 250

/**
 * The client's end of a session: no timers, no sockets, no clock. `step` takes what happened and returns what to do.
 * Call it with `tick` when `deadline` has come.
 */
export function createSession(options: SessionOptions) {
  const { random, subscriptions, outbox } = options
  let effects: SessionEffect[] = []
  /** Something leaves beside the next poll, which must not keep it from the only connection there may be. */
  let crowded = false
  const emit = (effect: SessionEffect) => effects.push(effect)
  const paths = createPaths(options)
  const publishing = createPublishing(paths, outbox)
  const plain = createPlain(paths, subscriptions, emit)
  const watch = createWatch(paths, plain, outbox, emit)
  const dialer = createDialer(paths, random, (again) => {
    const { live } = paths
    // The connects of a plain server keep alive what goes on.
    if (again && plain.active && live && live.kind !== 'poll') say(greeting(live, live.kind === 'duplex'), false)
    else emit({ type: 'dial', again })
  })
  const { hear, untaken } = createHearing({
    ...{ paths, plain, publishing, watch, dialer, subscriptions, outbox, emit },
    ...{ move, greetOn, rejoin, flush, drop, lose, end },
  })

  function move(cause: Cause, error?: EnckeError) {
    const next = transitions[paths.state][cause]
    if (!next) throw new Error(`session: ${cause} is illegal in state ${paths.state}`)
    paths.state = next
    emit({ type: 'state', state: next, error })
  }

  function send(path: Path, batch: Batch) {
    path.sent++
    if (path === paths.live && path.kind === 'duplex') watch.expect()
    emit({ type: 'send', link: path.link, batch })
  }

  /** The first message on a link. A poll is held when all is as the server knows it. */
  function greeting(path: Path, held = false) {
    const known = paths.state === 'online'
    const agreed = plain.active || !(subscriptions.changed || publishing.unsure)
    const next = path.kind === 'poll' && path.purpose === 'successor' && known && agreed
    const hurried = crowded
    crowded = false
    return [paths.greet(path, held || next, hurried, !known, plain.active)]
  }

  function greetOn(path: Path) {
    send(path, greeting(path))
  }

  /** Joins anew, unless a join is under way: its answer leads here again. */
  function rejoin() {
    const { live } = paths
    // A live link need not wait for what else is sought.
    const waits = dialer.waiting && (dialer.again || !live)
    if (paths.underWay || waits || effects.some(({ type }) => type === 'dial')) return
    if (live?.kind === 'duplex') greetOn(live)
    else if (dialer.waiting) emit({ type: 'dial', again: true })
    else dialer.dial(paths.state === 'online')
  }

  /** On the live link, if it runs both ways, or else beside it. */
  function say(batch: Batch, afresh: boolean) {
    if (paths.live?.kind === 'duplex') send(paths.live, batch)
    else emit({ type: 'post', batch, afresh })
  }

  /** Says what has changed, and publishes. */
  function flush(afresh = false) {
    const { clientId, live } = paths
    if (paths.state !== 'online' || !clientId) return
    const { left } = publishing
    if (left && (publishing.settled || !paths.has(left) || live?.kind === 'duplex')) {
      if (paths.has(left)) drop(left)
      publishing.forget(plain.active)
    }
    if (!plain.active && (subscriptions.changed || publishing.unsure)) return rejoin()
    const batch = [...(plain.active ? plain.changes(clientId) : []), ...outbox.take(clientId)]
    if (live?.kind === 'duplex') {
      if (afresh && !plain.active) {
        emit({ type: 'post', batch: [], afresh })
        watch.unheard()
      }
      publishing.sentOn(live)
      if (batch.length) send(live, batch)
    } else if (batch.length || (afresh && !plain.active)) {
      crowded = live?.kind === 'poll' && batch.length > 0
      emit({ type: 'post', batch, afresh })
    }
  }

  function drop(path: Path, error?: EnckeError) {
    paths.delete(path)
    emit({ type: 'drop', link: path.link, error })
  }

  function dropAll() {
    for (const path of paths.all) drop(path)
    paths.live = undefined
    watch.begin()
  }

  /** Nothing carries the session any more: find a new way. */
  function lose(error?: EnckeError, asleep = false) {
    dropAll()
    if (plain.active) {
      outbox.abandon()
      plain.forgetUnanswered()
    }
    if (paths.state === 'online') {
      dialer.succeeded(paths.now - paths.onlineSince > settled ? 0 : 1)
      move('lost', error)
    }
    if (plain.active || asleep) emit({ type: 'post', batch: [], afresh: true })
    if (!asleep) dialer.retry(false)
  }

  /** @param error - none when it has ended in good order */
  function closed(path: Path, error?: EnckeError) {
    const carried = path === paths.live
    const successor = path.purpose === 'successor'
    paths.delete(path)
    if (carried) paths.live = undefined
    const { live, serving } = paths
    const cut = () => lose(error ?? new EnckeError('network', 'the link was cut'))
    if (carried && !path.over) {
      if (path.kind === 'poll' && !error) dialer.next()
      else cut()
    } else if (paths.state === 'online' && (live || (!successor && serving))) {
      if (successor && !path.over) dialer.retry(true)
      else if (live?.kind === 'duplex' && live.over) rejoin()
    } else if (paths.state === 'online' && !dialer.waiting && path.purpose !== 'probe') {
      if (!serving && path.over) dialer.dial(true)
      else if (!serving || path.join === paths.number) cut()
    } else if (plain.active && path.over) {
      dialer.dial(true)
    } else if (!serving && !dialer.waiting && path.purpose !== 'probe') dialer.retry(false)
    flush()
  }

  /** The page sleeps: nothing is open meanwhile, and nothing is sought. */
  function rest() {
    lose(undefined, true)
    dialer.cancel()
  }

  /** The network, the page or the user is back: what was silent for long has to show that it is alive. */
  function back() {
    dialer.succeeded(0)
    if (dialer.waiting) dialer.now()
    else if (!paths.serving) dialer.dial(false)
    else if (paths.state === 'online' && paths.all.every(({ heardAt }) => paths.now - heardAt > doubtful)) {
      publishing.unsure = true
      rejoin()
      watch.expect()
    }
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
  }

  function end(error?: EnckeError) {
    const { clientId } = paths
    if (clientId) say(paths.goodbye(clientId), true)
    dropAll()
    dialer.cancel()
    outbox.close()
    move('ended', error)
  }

  /** Something came over this link: so many batches, or only a sign of life. */
  function heardFrom(path: Path | undefined, batches: number) {
    if (!path) return
    heardOn(path, batches, paths.now)
    if (path === paths.live) watch.heard()
  }

  /** What follows from each event; those without a link of ours concern nobody any more. */
  function handle(event: SessionEvent) {
    const path = 'link' in event ? paths.get(event.link) : undefined
    switch (event.type) {
      case 'open':
        move('opened')
        return dialer.dial(false)
      case 'linked':
        // Faye goes on writing to a socket that is dead, until another one comes.
        if (plain.active && !plain.polled && !paths.live && event.kind === 'poll') plain.reset()
        return greetOn(paths.add(event))
      case 'join':
        if (!path) return
        path.purpose = 'candidate'
        return greetOn(path)
      case 'messages': {
        const { underWay } = outbox
        heardFrom(path, 1)
        if (path) hear(path, event.batch)
        if (path?.ended && paths.has(path)) lose(new EnckeError('unknown-session', 'the server ended the session'))
        // What waited for these answers goes out.
        return outbox.underWay < underWay ? flush() : undefined
      }
      case 'alive':
        return heardFrom(path, 0)
      case 'closed':
        return path && closed(path, event.error)
      case 'aside':
        hear(undefined, event.batch)
        return flush()
      case 'unposted':
        watch.unheard()
        return plain.active ? lose(event.error) : untaken(event.error)
      case 'changed':
        return flush()
      case 'exhausted':
        emit({ type: 'error', error: event.error })
        return dialer.retry(false)
      case 'renew':
        return paths.state === 'online' ? dialer.dial(true) : undefined
      case 'return':
        return paths.state !== 'idle' ? back() : undefined
      case 'rest':
        return paths.state !== 'idle' ? rest() : undefined
      case 'tick':
        return tick()
      case 'close':
        return end(event.error)
    }
  }

  return {
    get state() {
      return paths.state
    },

    /** Whether the server is a plain one. */
    get plain() {
      return plain.active
    },

    /** What ends the session that is live, whatever joins it has had by then. */
    get farewell(): Batch {
      return [disconnect(paths.nextId(), paths.clientId as string)]
    },

    /** Whether the server has left this link open. */
    isOpen: (link: LinkId) => !paths.get(link)?.moved,

    /** When `tick` is due; Infinity when nothing is. */
    get deadline(): number {
      return Math.min(dialer.due, watch.due, paths.deadline)
    },

    /**
     * @param at - milliseconds on a clock that never goes back
     * @throws Error when the event makes no sense in this state: a mistake of the caller
     */
    step(event: SessionEvent, at: number): SessionEffect[] {
      if (paths.state === 'closed' && event.type !== 'open') return []
      if (!isLegal(paths.state, event.type))
        throw new Error(`session: ${event.type} is illegal in state ${paths.state}`)
      effects = []
      paths.now = at
      handle(event)
      return effects
    },
  }
}
