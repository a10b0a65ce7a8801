import { EnckeError } from '../protocol/errors'
import type { Written } from '../protocol/message'
import { connect } from '../protocol/message'
import type { Path } from './path'
import type { Paths } from './paths'
import type { Plain } from './plain'
import type { SessionEffect } from './states'
import { createWatch } from './watch'

export type Questions = ReturnType<typeof createQuestions>

/**
 * Asks the server, beside the live link, how much it has written on it, and gives the link up that holds that back. Polls
 * end by themselves, and plain servers know no answer: neither is asked about.
 */
export function createQuestions(paths: Paths, plain: Plain, emit: (effect: SessionEffect) => void) {
  const watch = createWatch()
  let askedAt = 0
  /** What the live link had been sent then: what followed, the answer cannot know. */
  let sentBefore = 0

  const answers = (path: Path) => path.kind !== 'poll' && !plain.active

  function ask(now: number) {
    const { live, clientId } = paths
    if (!live || !clientId || !answers(live)) return
    // Two may be under way: the first answer is that to the older one.
    sentBefore = askedAt ? Math.min(sentBefore, live.sent) : live.sent
    askedAt = now
    const question = connect(`w${paths.nextId()}`, clientId, live.connectionType, { written: live.heard }, true)
    emit({ type: 'post', batch: [question], afresh: false })
  }

  return {
    /** When `tick` is due; Infinity when there is nothing to doubt. */
    get due() {
      return watch.due
    },

    /** The live link has been given up. */
    get doubted() {
      return watch.over
    },

    /** Another link is live, or none. */
    begin(now: number) {
      const { live } = paths
      askedAt = 0
      watch.begin(live && answers(live) ? now : Number.POSITIVE_INFINITY)
    },

    /** An answer is due on the live link. */
    expect: (now: number) => watch.expect(now, paths.roundTrip),

    /** Something came over the live link. */
    heard(now: number) {
      if (paths.live && answers(paths.live)) watch.heard(now, paths.timeout)
    },

    /** The server's word on how much it has written on the live link, and read from it. */
    told(now: number, word: Written) {
      const { live, liveJoin } = paths
      if (!live || !answers(live) || word.join !== liveJoin) return
      if (askedAt) paths.took(now - askedAt)
      askedAt = 0
      watch.told(now, debtOf(live, word, Math.min(live.sent, sentBefore)), paths.roundTrip, paths.timeout)
    },

    /** A request beside the link has failed: if the question was in it, it is asked again later. */
    unheard(now: number) {
      if (askedAt) watch.expect(now, paths.roundTrip)
      askedAt = 0
    },

    tick(now: number) {
      const next = watch.tick(now)
      if (!next || !paths.live) return
      if ('ask' in next) ask(now)
      else emit({ type: 'doubt', link: paths.live.link, error: new EnckeError('timeout', next.verdict) })
    },
  }
}

/** What a link owes, after the server's word on how many batches it has written on it and read from it. */
function debtOf({ heard }: Path, { written, read }: Written, sent: number): string | undefined {
  if (written === undefined) return 'the server has lost this link'
  if (written > heard) return `the server has written ${written} batches on this link and ${heard} have come`
  if (read !== undefined && read < sent) return `${sent} batches were sent on this link and the server has read ${read}`
  return undefined
}
