import type { Encoded } from '../../protocol/message'
import type { Position } from '../../protocol/position'

/** What the text of a message has beside its channel and its data. */
const envelope = '{"channel":"","data":,"id":"0123456789abcdefghi"}'.length

/**
 * A publication in the log, and the message that delivers it (Bayeux 1.0, section 5.2; never with a clientId). Hot: the
 * log keeps only what differs, and a batch joins the texts of its messages at once.
 */
export class Entry implements Encoded {
  /**
   * @param data - JSON text
   * @param at - when it was appended, milliseconds since 1970
   */
  constructor(
    readonly channel: string,
    readonly position: Position,
    readonly data: string,
    readonly at: number,
  ) {
    // Joined of pieces, a string keeps them until somebody looks inside: that would be half as much memory again.
    position.charCodeAt(0)
    data.charCodeAt(0)
  }

  get json(): string {
    return `{"channel":${JSON.stringify(this.channel)},"data":${this.data},"id":"${this.position}"}`
  }

  /** Characters of the message. */
  get length(): number {
    return envelope + this.channel.length + this.data.length
  }
}
