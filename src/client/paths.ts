import type { Message } from '../protocol/message'
import * as messages from '../protocol/message'
import type { Outbox } from './outbox'
import { deadlineOf, type Path } from './path'
import type { LinkId, LinkTraits, Purpose, SessionState } from './states'
import type { Subscriptions } from './subscriptions'
import { answerTime, never } from './times'

export interface PathsOptions {
  /** Names the session and is its secret: 22 characters of base64url. */
  key: string
  /** What the handshake offers. */
  connectionTypes: string[]
  subscriptions: Subscriptions
  outbox: Outbox
}

/** Numbers between those of two candidates. */
const room = 100

export type Paths = ReturnType<typeof createPaths>

/** The state of a session, its links, which of them has it, and what is said first on each. */
export function createPaths({ key, connectionTypes, subscriptions, outbox }: PathsOptions) {
  let ids = 0
  /** The highest number that a successor has had. */
  let regular = 0

  /**
   * A candidate leaves room below its number for the links that follow the live one while it is under way: they go on
   * without taking the session back from it. Unless they bring other subscriptions, of which it knows nothing.
   */
  function numberFor(purpose: Purpose): number {
    if (purpose === 'probe') return 0
    if (purpose === 'candidate') return (paths.number += paths.liveJoin && paths.all.length > 1 ? room : 1)
    const rivals = paths.all.filter((path) => path.purpose === 'candidate' && path.awaited)
    const next = Math.max(regular, paths.liveJoin) + 1
    const above = !rivals.length || subscriptions.changed || rivals.some(({ join }) => join <= next)
    regular = above ? ++paths.number : next
    return regular
  }

  const paths = {
    /** The link with the highest join that was answered. Only what arrives there moves a cursor. */
    live: undefined as Path | undefined,
    liveJoin: 0,
    /** The highest number of a join that we know of. */
    number: 0,
    /** The server's name for the session; undefined when there is none. */
    clientId: undefined as string | undefined,
    state: 'idle' as SessionState,
    onlineSince: 0,
    /** What time it is, on a clock that never goes back. */
    now: 0,
    /** Most milliseconds for which the server is silent, and those of them that it asks for between two links. */
    timeout: 25_000,
    interval: 0,

    nextId: () => String(++ids),
    all: [] as readonly Path[],
    get: (link: LinkId) => paths.all.find((path) => path.link === link),
    has: (path: Path) => paths.all.includes(path),
    delete(path: Path) {
      paths.all = paths.all.filter((other) => other !== path)
    },

    add(opened: LinkTraits & { link: LinkId }): Path {
      const path = { ...opened, heard: 0, sent: 0, taken: never, publishedAt: 0 } as Path
      paths.all = [...paths.all, path]
      return path
    },

    /** Milliseconds that an answer to the next join may take where one has to come soon. */
    haste: never,
    /** Milliseconds that requests have waited in vain beside the live link, since the last one that was answered. */
    vain: 0,

    /** Milliseconds, the shortest of late; 0 when not known. */
    roundTrip: 0,
    took(milliseconds: number) {
      paths.roundTrip = Math.min(milliseconds, paths.roundTrip ? paths.roundTrip * 1.25 : answerTime)
    },
    /** Milliseconds after which an answer is late, where that decides nothing but what to try. */
    get patience() {
      return Math.max(1000, 4 * paths.roundTrip)
    },

    /** Whether a join is out whose answer would take the session. */
    get underWay() {
      return paths.all.some((path) => path.awaited && path.join > paths.liveJoin)
    },
    /** Those that have the session, or may yet get it. */
    get serving() {
      return paths.all.filter(({ purpose, left }) => purpose !== 'probe' && !left)
    },
    /** When the first of them counts as dead. */
    get deadline() {
      return Math.min(...paths.all.map((path) => deadlineOf(path, paths.timeout)))
    },

    /**
     * The first message on a link.
     * @param held - the answer may be held back until there is something to say
     * @param hurried - the server shall answer at once nevertheless, if it knows how
     * @param whole - the server may have forgotten what it knew of the subscriptions
     * @param plain - the server knows no joins
     */
    greet(path: Path, held: boolean, hurried: boolean, whole: boolean, plain: boolean): Message {
      const { kind, purpose, name, pad, silence } = path
      const { clientId, now } = paths
      const id = `c${paths.nextId()}`
      path.awaited = !held
      path.sentAt = path.heardAt = now
      path.due = now + Math.min(outbox.patience, outbox.patience - answerTime + paths.haste)
      paths.haste *= 2
      // A socket takes three round trips to open, a request one at most.
      if (purpose === 'probe') path.due = now + paths.patience * (kind === 'duplex' ? 3 : 1)
      path.over = false
      const hurry = (!held || hurried) && (kind === 'poll' || (kind === 'duplex' && plain))
      if (clientId && plain) return messages.connect(id, clientId, name, undefined, hurry)
      path.join = numberFor(purpose)
      path.named = subscriptions.form(whole || !clientId)
      const join = {
        join: path.join,
        runs: 1 as const,
        ...(silence && { timeout: silence }),
        ...(pad && { pad }),
        ...path.named,
      }
      path.published = outbox.answered
      return clientId
        ? messages.connect(id, clientId, name, join, hurry)
        : messages.handshake(id, connectionTypes, { ...join, key, type: name })
    },

    goodbye: (clientId: string) => [messages.disconnect(paths.nextId(), clientId, paths.number)],
  }
  return paths
}
