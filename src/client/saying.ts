import type { EnckeError } from '../protocol/errors'
import type { Batch } from '../protocol/message'
import type { Parts } from './parts'
import type { Path } from './path'

/** The session, as far as it decides what is said. */
export interface Speaker extends Parts {
  drop(path: Path, error?: EnckeError): void
  /** Whether a link is being asked for. */
  dialing(): boolean
}

/** What is said to the server: on which link, or beside it. */
export function createSaying(session: Speaker) {
  const { paths, plain, publishing, watch, dialer, subscriptions, outbox, emit, drop, dialing } = session
  /** Something leaves beside the next poll, which must not keep it from the only connection there may be. */
  let crowded = false

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
    if (paths.underWay || waits || dialing()) return
    if (live?.kind === 'duplex') greetOn(live)
    else if (dialer.waiting) emit({ type: 'dial', again: true })
    else dialer.dial(paths.state === 'online')
  }

  /** On the live link, if it runs both ways, or else beside it. */
  function say(batch: Batch, afresh: boolean) {
    if (paths.live?.kind === 'duplex') send(paths.live, batch)
    else emit({ type: 'post', batch, afresh })
  }

  /** The connects of a plain server keep alive what goes on. */
  function dial(again: boolean) {
    const { live } = paths
    if (again && plain.active && live && live.kind !== 'poll') say(greeting(live, live.kind === 'duplex'), false)
    else emit({ type: 'dial', again })
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

  return { greetOn, rejoin, say, dial, flush }
}
