import type { Message } from '../../protocol/message'
import type { Position } from '../../protocol/position'
import { Places } from './places'

/**
 * CometD's acknowledgements (`ext.ack`): what the answer to a connect brought counts as sent once a later connect names
 * its number. Until then the session can go back.
 */
export class Acks {
  private batch = 0
  private readonly acknowledged = new Places()

  /** A connect says what has arrived: goes back to that, unless it is all that was sent. */
  heard(number: unknown, places: Places) {
    if (number === this.batch) this.acknowledged.copy(places)
    else places.copy(this.acknowledged)
  }

  /** The session listens to a pattern from here on. */
  subscribe(pattern: string, from: Position) {
    this.acknowledged.set(pattern, from)
  }

  unsubscribe(pattern: string) {
    this.acknowledged.delete(pattern)
  }

  /** The number of what goes out with this answer. */
  number(answer: Message, sends: boolean): Message {
    if (sends) this.batch++
    return { ...answer, ext: { ...answer.ext, ack: this.batch } }
  }
}
