import type { EnckeError } from '../../protocol/errors'
import { numberOf } from '../../protocol/numbers'
import { answerTime, never } from '../times'
import { deadlineOf, type Path } from './path'
import {
  type LinkId,
  type LinkTraits,
  type NextState,
  type SessionEffect,
  type SessionState,
  transitions,
} from './states'

export type Paths = ReturnType<typeof createPaths>

/** The state of a session, its links, and which of them has it. */
export function createPaths(emit: (effect: SessionEffect) => void) {
  let ids = 0
  const paths = {
    /** The link with the highest join that was answered. Only what arrives there moves a cursor. */
    live: undefined as Path | undefined,
    liveJoin: 0,
    /** The highest number of a join that we know of. */
    number: 0,
    /** The server's name for the session; undefined when there is none. */
    clientId: undefined as string | undefined,
    state: 'idle' as SessionState,
    /** When it came to that. */
    since: 0,
    /** What time it is, on a clock that never goes back. */
    now: 0,
    /** Most milliseconds for which the server is silent, and those of them that it asks for between two links. */
    timeout: 25_000,
    interval: 0,
    /** Milliseconds after a link that was answered at once, with nothing, until the next one; 0 where they may be held. */
    pause: 0,

    /** @throws Error when it may not come to that: a mistake of the caller, or of ours */
    move(next: NextState, error?: EnckeError) {
      const { state, now } = paths
      if (!transitions[state].includes(next)) throw new Error(`session: ${next} is illegal in state ${state}`)
      paths.state = next
      paths.since = now
      emit({ type: 'state', state: next, error })
    },

    /**
     * The server knows of a join with this number.
     * @throws EnckeError `malformed`
     */
    know(number: number) {
      paths.number = Math.max(paths.number, numberOf(number))
    },

    nextId: () => String(++ids),
    all: [] as readonly Path[],
    get: (link: LinkId) => paths.all.find((path) => path.link === link),
    has: (path: Path) => paths.all.includes(path),
    delete(path: Path) {
      paths.all = paths.all.filter((other) => other !== path)
    },

    drop(path: Path, error?: EnckeError) {
      paths.delete(path)
      emit({ type: 'drop', link: path.link, error })
    },

    add(opened: LinkTraits & { link: LinkId }): Path {
      const renewal = paths.now + (opened.age ?? never)
      const path = { ...opened, renewal, heard: 0, sent: 0, taken: never, publishedAt: 0, proof: never } as Path
      paths.all = [...paths.all, path]
      return path
    },

    /** Milliseconds that an answer to the next join may take where one has to come soon. */
    haste: never,
    /**
     * What is awaited has to come soon: another link has the session, or the page is back.
     * @param milliseconds - from now, at most; without it, after that it is late
     */
    hurry(milliseconds?: number) {
      const due = paths.now + (milliseconds ?? paths.lateAfter)
      for (const path of paths.all) if (path.awaited) path.due = Math.min(path.due, due)
    },
    /** Milliseconds that requests have waited in vain beside the live link, since the last one that was answered. */
    vain: 0,

    /** One is asked for in this step. */
    dialing: false,

    /** Something beside a poll that was held found no answer: the poll may have the only connection. */
    lone: false,
    /** The poll that makes room for what goes beside it: until all is lost. */
    get inTheWay() {
      return paths.lone ? paths.held : undefined
    },
    /** The poll that is held. */
    get held() {
      return paths.all.find(
        (path) => path.kind === 'poll' && path.purpose === 'successor' && !path.awaited && path !== paths.live,
      )
    },

    /** What keeps a connection for as long as it can. */
    get lasting() {
      return paths.all.filter((path) => path === paths.held || (path.kind === 'stream' && path.purpose === 'successor'))
    },

    /** Milliseconds, the shortest of late; 0 when not known. */
    roundTrip: 0,
    took(milliseconds: number) {
      paths.roundTrip = Math.min(milliseconds, paths.roundTrip ? paths.roundTrip * 1.25 : answerTime)
    },
    /** Milliseconds after which an answer is late, where that decides nothing but what to try. */
    get lateAfter() {
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
    /** Whether one goes on with it, or follows: between two answers of a poll none is live. */
    get carried() {
      return paths.all.some(({ purpose, over, join }) => purpose === 'successor' && !over && !(join < paths.liveJoin))
    },
    /** When the first of them counts as dead. */
    get deadline() {
      return Math.min(...paths.all.map((path) => deadlineOf(path, paths.timeout)))
    },
  }
  return paths
}
