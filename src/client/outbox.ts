import { EnckeError, replyError } from '../protocol/errors'
import { type Encoded, type Message, publish } from '../protocol/message'
import { nextSeries } from '../protocol/numbers'

/** A publication that waits for the server's word. */
export interface Publication {
  readonly channel: string
  /** JSON text. */
  readonly data: string
  settled(error?: EnckeError): void
}

export interface OutboxLimits {
  /** Most publications that wait. */
  messages: number
  /** Most characters of data that wait. */
  characters: number
}

/** Most publications, and characters of data, that are under way unanswered. */
const window: OutboxLimits = { messages: 200, characters: 65_536 }

interface Entry {
  readonly publication: Publication
  /** Given at first sending; 0 before that. */
  number: number
  /** Under which clientId it was numbered, by the page before this one. */
  readonly owner?: string | undefined
}

/** A publication that another page has to go on with: under which clientId it was numbered, and how. */
export type Unanswered = [channel: string, data: string, owner?: string | undefined, number?: number]

export type Outbox = ReturnType<typeof createOutbox>

/**
 * Publications in the order in which they were made. Numbers rise by one, so the server can tell a repetition and a gap.
 * What is unanswered is kept and sent again after a break, with the number it has.
 */
export function createOutbox(limits: OutboxLimits) {
  /** By message id. */
  const underWay = new Map<string, Entry>()
  let waiting: Entry[] = []
  let nextNumber = 1
  let answered = 0
  let waitingCharacters = 0
  let underWayCharacters = 0
  /** After an answer that a request was too large: one at a time, so that the large one shows. */
  let singly = false

  function fits({ publication: { data }, owner }: Entry): boolean {
    const [other] = underWay.values()
    if (!other) return true
    if (other.owner !== owner) return false
    const messages = singly ? 1 : window.messages
    return underWay.size < messages && underWayCharacters + data.length <= window.characters
  }

  /** Nothing is under way any more: all that is unanswered goes out again. */
  function rewind(): void {
    waiting = [...underWay.values(), ...waiting]
    waitingCharacters += underWayCharacters
    underWay.clear()
    underWayCharacters = 0
  }

  function drop(count: number, error: (channel: string) => EnckeError): void {
    for (const { publication } of waiting.splice(0, count)) {
      waitingCharacters -= publication.data.length
      publication.settled(error(publication.channel))
    }
  }

  /** Gives up what may have been sent: nobody can know whether it arrived. What was never sent stays. */
  function abandon(): void {
    rewind()
    const sent = waiting.filter(({ number }) => number).length
    drop(sent, (channel) => {
      return new EnckeError('delivery-unknown', `publish to ${channel}: the link broke before the answer came`)
    })
  }

  return {
    abandon,

    /** How many are under way. */
    get underWay() {
      return underWay.size
    },

    /** The id of the last one under way. */
    get latest() {
      return [...underWay.keys()].pop() ?? ''
    },
    awaits: (id: string) => underWay.has(id),

    /** The highest number that the server has answered. */
    get answered() {
      return answered
    },

    /** @throws EnckeError `queue-full` */
    add(publication: Publication): void {
      const messages = waiting.length + underWay.size
      const characters = waitingCharacters + underWayCharacters + publication.data.length
      if (messages >= limits.messages || characters > limits.characters) {
        throw new EnckeError('queue-full', `${messages} publications wait already; await publish() to pace them`)
      }
      this.inherit(publication)
    },

    /** Takes over what another page got no answer to. */
    inherit(publication: Publication, owner?: string, number = 0): void {
      waitingCharacters += publication.data.length
      waiting.push({ publication, number, owner })
    },

    /** Takes back what has never been sent. False when it may have been. */
    withdraw(publication: Publication): boolean {
      const index = waiting.findIndex((entry) => entry.publication === publication && !entry.number)
      if (index < 0) return false
      waiting.splice(index, 1)
      waitingCharacters -= publication.data.length
      return true
    },

    /** What may go out now, numbered, as far as the window allows. */
    take(clientId: string): Encoded[] {
      const batch: Encoded[] = []
      for (let entry = waiting[0]; entry && fits(entry); entry = waiting[0]) {
        const { channel, data } = entry.publication
        waiting.shift()
        entry.number ||= nextNumber++
        underWay.set(String(entry.number), entry)
        waitingCharacters -= data.length
        underWayCharacters += data.length
        batch.push(publish(String(entry.number), entry.owner ?? clientId, channel, data))
      }
      return batch
    },

    /**
     * The server's word on one of them. False when it is not final: what is unanswered has to be sent again.
     * @param final - to a plain server nothing is sent again
     */
    reply(message: Message, final = false): boolean {
      const id = message.id ?? ''
      const entry = underWay.get(id)
      if (!entry) return true
      const error = message.successful ? undefined : replyError(message.error, `publish to ${message.channel}`)
      if (error?.code === 'busy' && !final) return false
      if (!final && !entry.owner && error && ['gap', 'unknown-session'].includes(error.code)) return false
      if (!entry.owner) answered = Math.max(answered, entry.number)
      underWay.delete(id)
      underWayCharacters -= entry.publication.data.length
      entry.publication.settled(error)
      return true
    },

    /**
     * After a join: all that is unanswered goes out again.
     * @param forgotten - the server's memory of us is gone, and with it what became of that
     * @param published - the last number that the server knows
     */
    reconcile(forgotten: boolean, published: number): void {
      rewind()
      if (!forgotten) return
      abandon()
      nextNumber = nextSeries(nextNumber - 1)
      answered = published
    },

    /**
     * What no answer has come to, for another page to go on with.
     * @param clientId - under which it was numbered; none when that counts only while this page is here
     */
    unanswered(clientId: string | undefined): Unanswered[] {
      return [...underWay.values(), ...waiting]
        .filter(({ number }) => clientId || !number)
        .map(({ publication: { channel, data }, owner = clientId, number }) =>
          number ? [channel, data, owner, number] : [channel, data],
        )
    },

    /** The last request was larger than the server takes: says so of a lone publication, else sends them one by one. */
    tooLarge(error: EnckeError): void {
      const alone = underWay.size === 1
      singly = true
      rewind()
      if (!alone) return
      // Nothing of that request was taken, so its number, and those behind it, are free again.
      if (!waiting[0]?.owner) nextNumber = waiting[0]?.number ?? nextNumber
      drop(1, () => error)
      for (const entry of waiting) if (!entry.owner) entry.number = 0
    },

    /** Ends everything that waits. */
    close(): void {
      abandon()
      drop(waiting.length, (channel) => {
        return new EnckeError('closed', `publish to ${channel}: it was given up before it was sent`)
      })
    },
  }
}
