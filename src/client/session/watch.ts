import { EnckeError } from '../../protocol/errors'
import { connect, type Written } from '../../protocol/message'
import { answerTime, never } from '../times'
import type { Outbox } from './outbox'
import type { Path } from './path'
import type { Paths } from './paths'
import type { Plain } from './plain'
import type { SessionEffect } from './states'

/** Least milliseconds of silence that raise a question. */
const leastSilence = 750

/** Links given up in a row after which the next one is given no more time than the one before. */
const mostDoubts = 5

/** Milliseconds by which a tick may be late and still tell of the network rather than of this machine. */
const punctual = 250

export type Watch = ReturnType<typeof createWatch>

/**
 * Watches whether what the server writes on the live link arrives. When the link falls silent, out of its rhythm or with
 * an answer due, the server is asked beside it how much it has written. If it has written more than has come, and still
 * nothing comes, the link holds back what it should carry.
 */
export function createWatch(paths: Paths, plain: Plain, outbox: Outbox, emit: (effect: SessionEffect) => void) {
  let heardAt = 0
  /** Milliseconds between batches, smoothed. */
  let rhythm = never
  let due = never
  /** Since when a question is under way; 0 when there is none. */
  let askedAt = 0
  /** What the link had been sent then: what followed, the answer cannot know. */
  let sentBefore = 0
  /** Why the link owes us something. */
  let owed: string | undefined
  /** An answer to what was published is due on it, which nothing else that comes stands for. */
  let answerDue = false
  /** Questions in a row that found no answer. */
  let unheard = 0
  /** It has been given up: nothing more is to be said of it. */
  let over = false
  /** How many in a row have been given up: where it is the whole network that is slow, each is given more time. */
  let doubts = 0

  /** The live link. Polls end by themselves, and plain servers know no answer: neither is asked about. */
  const watched = () => (paths.live?.kind === 'poll' || plain.active ? undefined : paths.live)

  function listen() {
    owed = undefined
    answerDue = false
    const wait = Math.max(leastSilence, 4 * rhythm)
    // Else the server breaks its silence by itself.
    due = wait < paths.timeout ? paths.now + wait : never
  }

  /** An answer is due on the live link. */
  function expect() {
    answerDue = outbox.underWay > 0
    due = Math.min(due, paths.now + Math.max(leastSilence, 4 * paths.roundTrip))
  }

  /** Milliseconds that a question may take: a connection that died unnoticed is to hold up the next one no longer. */
  const questionTime = () => Math.min(answerTime, paths.lateAfter * 2 ** unheard)

  function ask({ sent, heard, name }: Path) {
    // Two may be under way: the first answer is that to the older one.
    sentBefore = askedAt ? Math.min(sentBefore, sent) : sent
    askedAt = paths.now
    const id = `w${paths.nextId()}`
    const question = connect(id, paths.clientId as string, name, { written: heard }, true)
    emit({ type: 'post', batch: [question] })
  }

  return {
    /** When `tick` is due; Infinity when there is nothing to doubt. */
    get due() {
      return due
    },

    /** The live link has been given up. */
    get over() {
      return over
    },

    questionTime,
    expect,

    /** A publication was answered on the live link. */
    answered() {
      if (!watched()) return
      listen()
      if (outbox.underWay) expect()
    },

    /** Another link is live, or none. Should it bring nothing but its first words, that is asked about too. */
    begin() {
      heardAt = paths.now
      due = watched() ? heardAt + leastSilence : never
      rhythm = never
      askedAt = unheard = 0
      owed = undefined
      answerDue = over = false
    },

    /** Something came over the live link. */
    heard() {
      if (!watched()) return
      const pause = paths.now - heardAt
      rhythm = rhythm === never ? pause : rhythm * 0.75 + pause * 0.25
      heardAt = paths.now
      if (!answerDue) listen()
    },

    /** The server's word on how much it has written on the live link, and read from it. */
    told(word: Written) {
      const { now } = paths
      const live = watched()
      // It may be joining anew.
      if (!live || (word.join !== paths.liveJoin && word.join !== live.join)) return
      if (askedAt) paths.took(now - askedAt)
      askedAt = unheard = 0
      if (over) return
      const down = heldBack(live, word)
      // What comes pays what has not come, and says nothing of what has not gone out.
      if (down) answerDue = false
      owed = down ?? notRead(word, Math.min(live.sent, sentBefore))
      if (owed) {
        // What goes out may keep back what comes in, and the other way round.
        const slowness = outbox.answerTime - answerTime + leastSilence * (2 ** doubts - 1)
        due = now + Math.max(100, paths.roundTrip / 2) + slowness
      } else {
        doubts = 0
        rhythm = Math.max(rhythm, now - heardAt)
        listen()
      }
    },

    /** A request beside the link has failed: if the question was in it, it is asked again later. */
    unheard() {
      if (askedAt) {
        const lost = askedAt + questionTime()
        expect()
        // What turns questions down at once is asked as seldom as what swallows them.
        if (unheard++) due = Math.max(due, lost)
      }
      askedAt = 0
    },

    /** Asks the server, or gives the link up. */
    tick() {
      const { now } = paths
      if (now < due) return
      const late = now - due > punctual
      const live = watched()
      due = never
      if (!live) return
      if (!owed) {
        ask(live)
      } else if (late) {
        due = now + punctual
      } else {
        over = true
        doubts = Math.min(doubts + 1, mostDoubts)
        emit({ type: 'doubt', link: live.link, error: new EnckeError('timeout', owed) })
      }
    },
  }
}

/** What has not come over a link, by the server's word on how many batches it has written on it. */
function heldBack({ heard }: Path, { written }: Written): string | undefined {
  if (written === undefined) return 'the server has lost this link'
  return written > heard ? `${heard} of ${written} batches came over this link` : undefined
}

/** What has not gone out over it, by the server's word on how many it has read. */
function notRead({ read }: Written, sent: number): string | undefined {
  return read !== undefined && read < sent ? `${read} of ${sent} batches reached the server` : undefined
}
