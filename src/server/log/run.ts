import type { Encoded } from '../../protocol/message'
import { millisecondsOf, type Position, stampOf, suffix } from '../../protocol/position'

/** Characters after which a frame ends, and an answer that proves a poll: a slow network brings no sign of it before. */
export const frameCharacters = 16_384

/** What the text of a message has beside its channel and its data. */
const envelope = '{"channel":"","data":,"id":"0123456789abcdefghi"}'.length

/** Characters of the message that delivers a publication. */
export const lengthOf = (channel: string, data: string) => envelope + channel.length + data.length

/** A millisecond of the log, shared by all that was appended in it. */
export interface Moment {
  /** What their positions begin with. */
  readonly stamp: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What a run has only when it holds several, so that the many of one publication stay small. */
interface Several {
  /** Where the data of each ends. */
  ends: number[]
  sealed: boolean
  last?: Run
}

/** Of a run that will never hold more than one. */
const alone: Several = { ends: [], sealed: true }

/**
 * Publications of one channel that were appended one after the other in one millisecond, one at least: what the log
 * keeps, and the message that delivers them (Bayeux 1.0, section 5.2; never with a clientId). It grows until it is
 * sealed, which whoever reads it does. Hot: thousands of publications are a few texts, which cost the collector of garbage
 * next to nothing, and what they have in common is said once.
 */
export class Run implements Encoded {
  /** None while it has one and may grow. */
  private several: Several | undefined = undefined

  /**
   * @param first - which one of its millisecond the first is; the others follow on it
   * @param data - JSON texts, with a comma between them
   */
  constructor(
    readonly channel: string,
    readonly moment: Moment,
    private readonly first: number,
    public data: string,
  ) {}

  /** Takes one more. False, and nothing done, where that has to begin another run. */
  add(channel: string, moment: Moment, sequence: number, data: string): boolean {
    if (moment !== this.moment || sequence !== this.first + this.count || channel !== this.channel) return false
    if (this.length >= frameCharacters) return false
    this.several ??= { ends: [this.data.length], sealed: false }
    if (this.several.sealed) return false
    this.data += `,${data}`
    this.several.ends.push(this.data.length)
    return true
  }

  /** It grows no more. */
  seal() {
    if (this.several) this.several.sealed = true
    else this.several = alone
    // Made of pieces, as what comes of `JSON.stringify` is, a text keeps them until somebody looks inside.
    this.data.charCodeAt(0)
  }

  get count(): number {
    return this.several?.ends.length || 1
  }

  /** Characters of the messages that would deliver each by itself. */
  get length(): number {
    return this.lengthTo(this.count)
  }

  /** Of the last of them. Made whenever it is asked for: most are never. */
  get position(): Position {
    return this.positionOf(this.count - 1)
  }

  positionOf(index: number): Position {
    return this.moment.stamp + suffix(this.first + index)
  }

  /** Characters of the first so many. */
  lengthTo(count: number): number {
    if (!count) return 0
    const end = this.several?.ends[count - 1] ?? this.data.length
    const data = end - (count - 1)
    return count * (envelope + this.channel.length) + data
  }

  get json(): string {
    const channel = JSON.stringify(this.channel)
    if (this.count === 1) return `{"channel":${channel},"data":${this.data},"id":"${this.position}"}`
    let run = ''
    for (let index = 0; index < this.count; index++) run += suffix(this.first + index)
    return `{"channel":${channel},"data":[${this.data}],"id":"${this.moment.stamp}","ext":{"encke":{"run":"${run}"}}}`
  }

  /** Those beyond a position; undefined when there are none. */
  after(position: Position): Run | undefined {
    // Hot: mostly it is of a later millisecond, which shows without making a position.
    if (this.moment.stamp > position || this.positionOf(0) > position) return this
    if (this.position <= position) return undefined
    let begin = 1
    while (this.positionOf(begin) <= position) begin++
    return this.slice(begin, this.count)
  }

  /** As many of the first as make up so many characters, and no more than `most`; one at least. */
  start(characters: number, most = Number.POSITIVE_INFINITY): Run {
    if (this.length <= characters && this.count <= most) return this
    let end = 1
    while (end < this.count && end < most && this.lengthTo(end) < characters) end++
    return this.slice(0, end)
  }

  /** The last of them: one, the same for all who ask. */
  get last(): Run {
    if (this.count === 1 || !this.several) return this
    this.several.last ??= this.slice(this.count - 1, this.count)
    return this.several.last
  }

  /** Each by itself. */
  get singles(): Run[] {
    return Array.from({ length: this.count }, (_, index) => this.slice(index, index + 1))
  }

  private slice(begin: number, end: number): Run {
    if (end - begin === this.count) return this
    const { ends } = this.several as Several
    const from = begin ? (ends[begin - 1] as number) + 1 : 0
    const part = new Run(this.channel, this.moment, this.first + begin, this.data.substring(from, ends[end - 1]))
    part.several = end - begin === 1 ? alone : { ends: ends.slice(begin, end).map((at) => at - from), sealed: true }
    return part
  }
}

/**
 * Goes on with the last run, or begins another.
 * @returns the one that it begins
 */
export function append(
  runs: (Run | undefined)[],
  channel: string,
  moment: Moment,
  sequence: number,
  data: string,
): Run | undefined {
  const last = runs[runs.length - 1]
  if (last?.add(channel, moment, sequence, data)) return undefined
  last?.seal()
  const begun = new Run(channel, moment, sequence, data)
  runs.push(begun)
  return begun
}

export const ofOneChannel = (runs: readonly Run[]) => runs.every(({ channel }) => channel === (runs[0] as Run).channel)

/** The moments of positions that come in their order. */
export function createMoments() {
  let moment: Moment = { stamp: '', at: 0 }
  return (position: Position): Moment => {
    const stamp = stampOf(position)
    if (stamp !== moment.stamp) moment = { stamp, at: millisecondsOf(position) }
    return moment
  }
}
