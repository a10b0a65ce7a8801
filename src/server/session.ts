import { expand } from '../protocol/channel'
import { createCursors } from '../protocol/cursors'
import type { Answer, Batch, Join, Message, Missed, Notice } from '../protocol/message'
import { epochOf, later, type Position } from '../protocol/position'
import type { ServerLink } from './link'
import type { Entry, Page } from './log/log'

/** What a join needs to know of the log. */
export interface LogEnds {
  tail: Position
  floor: Position
}

export type ServerEvent =
  /** A client is here. `reply` is the bare answer; `prompt`: it is due at once, also on a poll. */
  | {
      type: 'join'
      link: ServerLink
      join: Join
      /** None for a plain client whose connects are answered elsewhere. */
      reply: Message | undefined
      prompt: boolean
      refused: Record<string, string>
      log: LogEnds
      published: number
    }
  /** What was asked for by the effect `read`; undefined when it is gone. */
  | { type: 'page'; page: Page | undefined; log: LogEnds }
  /** New entries that match. */
  | { type: 'tail'; entries: readonly Entry[] }
  | { type: 'full'; link: ServerLink }
  | { type: 'drained'; link: ServerLink }
  | { type: 'closed'; link: ServerLink }
  /** `ahead`: milliseconds until the next one. */
  | { type: 'tick'; tail: Position; ahead: number }
  /** The session ends. */
  | { type: 'bye' }

export type ServerEffect =
  | { type: 'write'; link: ServerLink; batch: Batch }
  | { type: 'end'; link: ServerLink; batch: Batch }
  /** Tell a link that another one has the session: the answer proves its path. */
  | { type: 'stale'; link: ServerLink; batch: Batch }
  /** Read the log from the session's `position` on, and step with the page. */
  | { type: 'read' }

/**
 * `away`: no link. `behind`: reads pages. `full`: the link takes no more for now. `live`: fed by the tail. Slow readers,
 * history and resumption are one thing: to be behind.
 */
export type Phase = 'away' | 'behind' | 'full' | 'live'

export type ServerSession = ReturnType<typeof createServerSession>

/**
 * The server's end of a session: no timers, no sockets, no clock. A session is a set of cursors and at most one link.
 * @param key - its name and secret; also the Bayeux clientId
 * @param plain - the client speaks Bayeux without joins: its cursors live here
 * @param began - when, on the clock of `step`
 */
export function createServerSession(key: string, plain: boolean, began: number) {
  const patterns = new Set<string>()
  let cursors = createCursors<string>()
  let version = -1
  let number = -1
  let phase: Phase = 'away'
  let link: ServerLink | undefined
  /** The answer that a held poll still owes. */
  let answer: Message | undefined
  let prompt = false
  let rotating = false
  let lastWrite = began
  let joinedAt = began
  let now = 0
  let effects: ServerEffect[] = []

  const matching = ({ channel, position }: Entry) =>
    expand(channel).some((pattern) => patterns.has(pattern) && cursors.takes(pattern, position))

  /** A plain client's connect over a link that runs both ways is answered apart from events. */
  const apart = () => plain && link?.kind === 'duplex'

  function say(batch: Batch, answering = !apart()) {
    const to = link as ServerLink
    lastWrite = now
    prompt = false
    const all = answering ? owed(batch) : batch
    if (to.kind === 'poll') {
      link = undefined
      phase = 'away'
      effects.push({ type: 'end', link: to, batch: all })
      return
    }
    effects.push({ type: 'write', link: to, batch: all })
    if (!to.worn || rotating) return
    rotating = true
    effects.push({ type: 'write', link: to, batch: [told({ rotate: true })] })
  }

  function owed(batch: Batch): Batch {
    const first = answer
    answer = undefined
    return first ? [first, ...batch] : batch
  }

  function told(notice: Notice): Message {
    return { channel: '/meta/connect', successful: true, ext: { encke: notice } }
  }

  function read() {
    phase = 'behind'
    effects.push({ type: 'read' })
  }

  /** Takes over the cursors of a join. What the log no longer has is told, and skipped. */
  function place(join: Join, { tail, floor }: LogEnds): Pick<Answer, 'begin' | 'missed'> {
    const begin: Record<string, Position> = {}
    const gone = { trimmed: [] as string[], reset: [] as string[] }
    let from = tail
    cursors = createCursors()
    for (const pattern of patterns) {
      const own = join.own?.[pattern] ?? join.at ?? 'latest'
      if (own === 'latest' || own === 'oldest') {
        begin[pattern] = own === 'latest' ? tail : floor
        cursors.set(pattern, begin[pattern])
      } else if (epochOf(own) !== epochOf(floor) || own < floor) {
        gone[epochOf(own) === epochOf(floor) ? 'trimmed' : 'reset'].push(pattern)
        if (own < from) from = own
        cursors.set(pattern, floor)
      } else {
        cursors.set(pattern, own)
      }
    }
    const missed = (['trimmed', 'reset'] as const)
      .filter((reason) => gone[reason].length)
      .map((reason): Missed => ({ patterns: gone[reason], from, to: floor, reason }))
    return { ...(Object.keys(begin).length && { begin }), ...(missed.length && { missed }) }
  }

  function joined(event: Extract<ServerEvent, { type: 'join' }>) {
    const { join, reply, log, refused, published } = event
    if (join.join < number) {
      const stale: Answer = { join: join.join, stale: number }
      effects.push({ type: 'stale', link: event.link, batch: [{ ...(reply as Message), ext: { encke: stale } }] })
      return
    }
    number = join.join
    if (link && link !== event.link) {
      const moved = plain ? [] : [told({ moved: number })]
      effects.push({ type: 'end', link, batch: plain ? owed([]) : moved })
    }
    // A plain client that connects again before its connect was answered gets both answers.
    if (apart() && answer && link === event.link) effects.push({ type: 'write', link, batch: owed([]) })
    link = event.link
    rotating = false
    prompt = event.prompt
    lastWrite = joinedAt = now
    if (plain) {
      answer = reply
    } else {
      if (join.subscriptions) {
        patterns.clear()
        for (const pattern of join.subscriptions) if (!(pattern in refused)) patterns.add(pattern)
        version = join.version
      } else {
        for (const pattern of Object.keys(refused)) patterns.delete(pattern)
      }
      const encke: Answer = {
        join: number,
        ...place(join, log),
        ...(join.subscriptions && { tail: log.tail }),
        ...(Object.keys(refused).length > 0 && { refused }),
        ...(prompt && { published }),
      }
      prompt ||= Boolean(encke.begin || encke.missed || encke.refused)
      answer = { ...(reply as Message), ext: { encke } }
    }
    if (patterns.size) cursors.settle()
    else cursors.advance(log.tail)
    read()
  }

  function paged(page: Page | undefined, log: LogEnds) {
    if (phase !== 'behind' || !link) return
    if (!page) {
      const { base } = cursors
      const reason = epochOf(base) === epochOf(log.floor) ? 'trimmed' : 'reset'
      const missed: Missed[] = [{ patterns: [...patterns], from: base, to: log.floor, reason }]
      for (const pattern of patterns)
        cursors.set(pattern, reason === 'reset' ? log.floor : later(cursors.of(pattern), log.floor))
      cursors.settle()
      if (!plain) {
        prompt = true
        say([told({ missed })])
      }
      if (link) read()
      return
    }
    const batch = page.entries.filter(matching)
    cursors.advance(page.end)
    if (!page.more) phase = 'live'
    const due = prompt && !page.more
    if (batch.length || due || (answer && link.kind !== 'poll' && !apart())) {
      if (!batch.length && !plain && answer) {
        answer.ext = { encke: { ...(answer.ext?.encke as Answer), at: cursors.base } }
      }
      say(batch, due || !apart())
    }
    if (page.more && link) read()
  }

  function handle(event: ServerEvent) {
    switch (event.type) {
      case 'join':
        return joined(event)
      case 'page':
        return paged(event.page, event.log)
      case 'tail': {
        if (phase !== 'live') return
        const batch = event.entries.filter(matching)
        const last = event.entries[event.entries.length - 1]
        if (last) cursors.advance(last.position)
        if (batch.length) say(batch)
        return
      }
      case 'full':
        if (event.link === link) phase = 'full'
        return
      case 'drained':
        if (event.link === link && phase === 'full') read()
        return
      case 'closed':
        if (event.link !== link) return
        link = answer = undefined
        phase = 'away'
        lastWrite = now
        return
      case 'bye':
        if (link) effects.push({ type: 'end', link, batch: owed([]) })
        link = undefined
        phase = 'away'
        return
      case 'tick': {
        if (phase !== 'live' || !link) return
        // A heartbeat comes before its time rather than after it; a poll is held as long as was asked.
        const by = link.kind === 'poll' ? now : now + event.ahead
        if (by - (apart() ? joinedAt : lastWrite) < link.hold) return
        cursors.advance(event.tail)
        if (plain) return apart() && !answer ? undefined : say([], true)
        if (answer) answer.ext = { encke: { ...(answer.ext?.encke as Answer), at: event.tail } }
        return say(answer ? [] : [told({ at: event.tail })])
      }
    }
  }

  return {
    key,
    plain,
    /** Read only: what it listens to. */
    patterns,
    get phase() {
      return phase
    },
    get version() {
      return version
    },
    get number() {
      return number
    },
    /** Read only: undefined when it has none. */
    get link() {
      return link
    },
    /** Everything up to here has been sent. */
    get position() {
      return cursors.base
    },
    /** When it last wrote or lost its link, in milliseconds. */
    get lastSeen() {
      return lastWrite
    },

    /** For plain clients, whose subscriptions come one by one. */
    subscribe(pattern: string, from: Position) {
      patterns.add(pattern)
      if (!cursors.has(pattern)) cursors.set(pattern, later(from, cursors.base))
    },
    unsubscribe(pattern: string) {
      patterns.delete(pattern)
      cursors.delete(pattern)
    },

    step(event: ServerEvent, at: number): readonly ServerEffect[] {
      effects = []
      now = at
      handle(event)
      return effects
    },
  }
}
