import type { Encoded } from '../../protocol/message'
import { millisecondsOf, type Position, stampOf, suffixOf } from '../../protocol/position'

/** What the text of a message has beside its channel and its data. */
const envelope = '{"channel":"","data":,"id":"0123456789abcdefghi"}'.length

/** A millisecond of the log, shared by all that was appended in it. */
export interface Moment {
  /** What their positions begin with. */
  readonly stamp: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * A publication in the log, and the message that delivers it (Bayeux 1.0, section 5.2; never with a clientId). Hot: the
 * log keeps only what differs, and a batch joins the texts of its messages at once.
 */
export class Entry implements Encoded {
  /**
   * @param suffix - with which its position ends
   * @param data - JSON text
   */
  constructor(
    readonly channel: string,
    readonly moment: Moment,
    readonly suffix: string,
    readonly data: string,
  ) {
    // Joined of pieces, a string keeps them until somebody looks inside: that would be half as much memory again.
    data.charCodeAt(0)
  }

  /** Made whenever it is asked for: most are never. */
  get position(): Position {
    return this.moment.stamp + this.suffix
  }

  get json(): string {
    return `{"channel":${JSON.stringify(this.channel)},"data":${this.data},"id":"${this.position}"}`
  }

  /** Characters of the message. */
  get length(): number {
    return envelope + this.channel.length + this.data.length
  }
}

export const ofOneChannel = (entries: readonly Entry[]) =>
  entries.every(({ channel }) => channel === (entries[0] as Entry).channel)

/** Makes entries of what has a position already. */
export function createEntries() {
  let moment: Moment = { stamp: '', at: 0 }
  return (channel: string, position: Position, data: string): Entry => {
    const stamp = stampOf(position)
    if (stamp !== moment.stamp) moment = { stamp, at: millisecondsOf(position) }
    return new Entry(channel, moment, suffixOf(position), data)
  }
}
