import type { Position } from '../../protocol/position'
import type { ServerLink } from '../link'
import { createListeners } from '../listeners'
import type { Log } from '../log/log'
import { ofOneChannel, type Run } from '../log/run'
import { createIndex, expand } from '../pattern-index'
import { createBehind } from './behind'
import { inFrames } from './frames'
import { rotate } from './notices'
import { createPassedOver } from './passed-over'
import { remember } from './record'
import { ServerSession } from './session'
import type { SessionEffect, SessionEvent } from './states'
import { createSuspensions } from './suspensions'

/** Milliseconds that a page which has said goodbye has for its last words. */
const lastMoment = 1000

export interface SessionsOptions {
  log: Log
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /** Runs once the current turn is over: what happens in one turn leaves as one batch. */
  defer(run: () => void): void
  /** Milliseconds after which a session without a link is forgotten. */
  expiry: number
  /** Most publications that are read at once for a session that is behind. Default 4,000. */
  pageSize?: number
}

/** What a join brings, once it has been checked. */
export type Joining = Omit<Extract<SessionEvent, { type: 'join' }>, 'type' | 'log'>

/** Every session of this node, and the way from the log to those whom a publication concerns. */
export function createSessions({ log, now, defer, expiry, pageSize = 4000 }: SessionsOptions) {
  const sessions = new Map<string, ServerSession>()
  /** Who joined last on a link that is there; the session may have gone on to another one. */
  const linked = new Map<ServerLink, ServerSession>()
  const index = createIndex<ServerSession>()
  const listeners = createListeners(log)
  const passedOver = createPassedOver(now)
  const suspensions = createSuspensions()
  let fresh: Run[] = []
  /** The last of them that everybody has been given. The log may know of later ones that are gone already. */
  let heard: Position = ''
  let deferred = false

  const behind = createBehind({
    log,
    now,
    pageSize,
    later,
    paged: (session, page) => step(session, { type: 'page', page, log }),
  })

  const undos = [
    log.onAppend((run) => {
      fresh.push(run)
      later()
    }),
    log.onBreak(() => {
      listeners.resume(fresh)
      // The others read it. No place of before says anything of what comes now, which may sort lower.
      fresh = []
      heard = ''
      for (const session of linked.values()) step(session, { type: 'break' })
    }),
  ]

  function later() {
    if (deferred) return
    deferred = true
    defer(flush)
  }

  /** @param most - milliseconds for those who are behind */
  function flush(most?: number) {
    deferred = false
    behind.read(most)
    const runs = fresh
    fresh = []
    for (const run of runs) run.seal()
    listeners.hear(runs)
    for (const frame of inFrames(runs)) feed(frame)
  }

  /** To the sessions that they concern. Hot: those of one channel are one list, the same for everybody. */
  function feed(runs: readonly Run[]) {
    const at = now()
    heard = (runs[runs.length - 1] as Run).position
    if (ofOneChannel(runs)) {
      const event: SessionEvent = { type: 'tail', runs, end: heard, log }
      for (const pattern of expand((runs[0] as Run).channel))
        for (const session of index.get(pattern)) step(session, event, at)
      return
    }
    const concerned = new Map<ServerSession, Run[]>()
    for (const run of runs) {
      for (const pattern of expand(run.channel)) {
        for (const session of index.get(pattern)) {
          const list = concerned.get(session)
          if (!list) concerned.set(session, [run])
          // It may listen to several patterns that match.
          else if (list[list.length - 1] !== run) list.push(run)
        }
      }
    }
    for (const [session, list] of concerned) step(session, { type: 'tail', runs: list, end: heard, log }, at)
  }

  function step(session: ServerSession, event: SessionEvent, at = now()) {
    for (const effect of session.step(event, at)) perform(session, effect)
  }

  function perform(session: ServerSession, effect: SessionEffect) {
    switch (effect.type) {
      case 'write':
        if (!effect.link.write(effect.batch)) step(session, { type: 'full', link: effect.link })
        return
      case 'end':
        linked.delete(effect.link)
        return effect.link.end(effect.batch)
      case 'stale':
        if (effect.link.kind === 'poll') return effect.link.end(effect.batch)
        passedOver.add(effect.link)
        if (effect.batch.length) effect.link.write(effect.batch)
        return
      case 'read':
        return behind.add(session)
    }
  }

  function remove(key: string) {
    const gone = sessions.get(key)
    if (!gone) return
    sessions.delete(key)
    log.release(key)
    for (const pattern of gone.patterns) index.delete(pattern, gone)
    step(gone, { type: 'unlink' })
  }

  /** Nothing goes there any more before its client has joined anew: on this link, where it runs both ways. */
  function suspend(session: ServerSession) {
    const { key, plain, link } = session
    if (plain) return remove(key)
    if (!link) return
    step(session, { type: 'unlink', last: link.kind === 'poll' ? [] : [rotate] })
  }

  /** The client says that this is the end. */
  function bye(key: string) {
    remove(key)
    log.remember(key, undefined)
  }

  return {
    get size() {
      return sessions.size
    },
    /** Of all sessions. */
    get patterns() {
      return index.size
    },
    /** By what a client says is its key. */
    get: (key: unknown) => sessions.get(key as string),

    /** Begins a session; one that had the same key is gone. */
    create(key: string, plain: boolean, identity: unknown): ServerSession {
      remove(key)
      const session = new ServerSession(key, plain, now(), identity)
      sessions.set(key, session)
      if (!plain) log.hold(key)
      return session
    },
    bye,

    /** The page of the client goes. */
    leave(session: ServerSession) {
      session.leaving = true
      step(session, { type: 'unlink' })
    },

    join(session: ServerSession, joining: Joining) {
      const { link, join } = joining
      const { patterns } = session
      if (join.join >= session.number) {
        // A socket has one session at a time: the last that joined on it.
        const before = linked.get(link)
        if (before && before !== session && before.link === link) step(before, { type: 'unlink' })
        linked.set(link, session)
      }
      step(session, { type: 'join', ...joining, log })
      if (session.patterns !== patterns) {
        for (const pattern of patterns) if (!session.patterns.has(pattern)) index.delete(pattern, session)
        for (const pattern of session.patterns) if (!patterns.has(pattern)) index.add(pattern, session)
      }
      if (!session.plain && join.subscriptions) remember(log, session)
    },

    /** Takes a link from a session. A stream stays open for a while, and may be joined on again once it is taken up. */
    setAside(session: ServerSession, link: ServerLink) {
      passedOver.add(link)
      step(session, { type: 'closed', link })
    },
    /** False when it is gone, or was not set aside. */
    takeUp: passedOver.delete,

    /** For plain clients; to what the session does not listen to yet. */
    subscribe(session: ServerSession, pattern: string) {
      session.subscribe(pattern, log.tail)
      index.add(pattern, session)
    },
    unsubscribe(session: ServerSession, pattern: string) {
      session.unsubscribe(pattern)
      index.delete(pattern, session)
    },

    /** The link takes more again. */
    drained(link: ServerLink) {
      const session = linked.get(link)
      if (session) step(session, { type: 'drained', link })
    },
    /** The link is gone. */
    closed(link: ServerLink) {
      passedOver.delete(link)
      const session = linked.get(link)
      linked.delete(link)
      if (session) step(session, { type: 'closed', link })
    },

    /** Suspends the sessions of all of whom `who` says so. Returns how many. */
    suspend(who: (identity: unknown) => boolean): number {
      const concerned = [...sessions.values()].filter(({ identity }) => who(identity))
      suspensions.add(who)
      for (const session of concerned) suspend(session)
      return concerned.length
    },

    /** See `createSuspensions`. */
    watchSuspensions: suspensions.watch,

    /** Listens on the server itself. Returns the undo. */
    listen: listeners.listen,

    /** Tells the server's own listeners, and nobody else, as the next after a position: what comes on a service channel. */
    tell: listeners.tell,

    flush,

    /**
     * Heartbeats, holds and expiry: to be called now and then.
     * @param ahead - milliseconds until the next call
     */
    tick(ahead = 0) {
      flush()
      listeners.catchUp()
      log.trim()
      passedOver.tick()
      const event: SessionEvent = { type: 'tick', heard, ahead }
      for (const session of sessions.values()) {
        if (session.phase === 'away') {
          const silence = now() - session.lastSeen
          if (session.leaving && silence > lastMoment) bye(session.key)
          else if (silence > expiry) remove(session.key)
        } else {
          step(session, event)
        }
      }
    },

    /** Ends every link, when what has come is on it. */
    close() {
      flush(Number.POSITIVE_INFINITY)
      for (const undo of undos) undo()
      listeners.close()
      passedOver.close()
      for (const key of [...sessions.keys()]) remove(key)
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
