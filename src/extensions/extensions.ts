import type { Inlet, Link, Target, Transport } from '../client/link'
import { report } from '../client/listeners'
import { isMeta } from '../protocol/channel'
import { EnckeError, type ErrorCode, isEnckeError } from '../protocol/errors'
import type { Batch, Message } from '../protocol/message'
import { unroll } from './unroll'

/** Sees every message between the client and its transports (Bayeux 1.0, section 3.2, "ext"). */
export interface Extension {
  /** The name by which it is removed. */
  readonly name: string
  /**
   * A message on its way to the server. Returns it or another one, or a promise, which holds up what is sent after it until the
   * link is given up because no answer comes. When this fails, it is reported, and a second later the link fails (`network`). Where
   * it fails for a publication with an EnckeError that says no `retry`, only that `publish` rejects.
   */
  outgoing?(message: Message): Message | Promise<Message>
  /**
   * A message from the server. Returns it or another one; undefined drops it. When this throws, it is reported, and the
   * message passes unchanged.
   */
  incoming?(message: Message): Message | undefined
}

/** For `connect(url, { extensions })`. */
export interface Extensions {
  /** Outgoing messages pass extensions in the order in which they were added, incoming ones in reverse. @throws EnckeError `bad-option` */
  add(extension: Extension): void
  /** False when there is none of that name. */
  remove(name: string): boolean
  /** The transport, with its messages passed through the extensions. The client calls this itself. */
  wrap(transport: Transport): Transport
}

/** Also one of another realm, or of a library that has a Promise of its own. */
const isPromise = <Value>(value: Value | Promise<Value>): value is Promise<Value> =>
  typeof (value as Promise<Value> | undefined)?.then === 'function'

/** What the client makes the same code of; all else is `refused`. */
const statuses: Partial<Record<ErrorCode, number>> = { 'bad-channel': 405, 'bad-data': 415, 'too-large': 413 }

/** Milliseconds from a failure to its consequence: whoever tries again at once fails again at once. */
const pause = 1000

/**
 * For `connect(url, { extensions })`. Those given here see the first messages, too.
 * @throws EnckeError `bad-option` - two of one name
 * @example
 * const extensions = createExtensions({
 *   name: 'token',
 *   outgoing: (message) => ({ ...message, ext: { ...message.ext, token } }),
 * })
 */
export function createExtensions(...first: Extension[]): Extensions {
  const all = new Map<string, Extension>()
  /** The server is a plain one. */
  let plain = false

  function add(extension: Extension) {
    if (all.has(extension.name)) throw new EnckeError('bad-option', `there is an extension ${extension.name} already`)
    all.set(extension.name, extension)
  }

  function saidBy([next, ...others]: Extension[], message: Message): Message | Promise<Message> {
    if (!message) throw new EnckeError('bad-data', 'outgoing of an extension returned no message')
    if (!next) return message
    const said = next.outgoing ? next.outgoing(message) : message
    return isPromise(said) ? said.then((changed) => saidBy(others, changed)) : saidBy(others, said)
  }

  /** @param refuse - gives what goes out in the place of a message at which an extension failed, or throws */
  function outgoing(
    batch: Batch,
    refuse: (message: Message, error: unknown) => Message | undefined,
  ): Batch | Promise<readonly (Batch[number] | undefined)[]> {
    if (![...all.values()].some((extension) => extension.outgoing)) return batch
    const messages = batch.map((one): Message => ('json' in one ? JSON.parse(one.json) : one))
    const said = messages.map((message) => {
      try {
        const said = saidBy([...all.values()], message)
        return isPromise(said) ? said.then(undefined, (error) => refuse(message, error)) : said
      } catch (error) {
        return Promise.resolve().then(() => refuse(message, error))
      }
    })
    return said.some(isPromise) ? Promise.all(said) : (said as Message[])
  }

  function incoming(batch: Message[]): Message[] {
    for (const { channel, ext } of batch) if (channel === '/meta/handshake') plain = !ext?.encke
    const hearing = [...all.values()].filter((extension) => extension.incoming).reverse()
    let heard = hearing.length ? unroll(batch) : batch
    for (const extension of hearing) heard = heard.flatMap((message) => heardBy(extension, message) ?? [])
    return heard
  }

  function heardBy(extension: Extension, message: Message): Message | undefined {
    try {
      return extension.incoming?.(message)
    } catch (error) {
      report(error)
      return message
    }
  }

  /** A link, of which each batch waits for the one before it. */
  function carry(
    { environment }: Target,
    batch: Batch,
    inlet: Inlet,
    duplex: boolean,
    open: (first: Batch, inlet: Inlet) => Link,
  ): Link {
    let link: Link | undefined
    let over = false
    let parting = false
    let turn: Promise<unknown> | undefined
    /** What is answered to publications that an extension has refused, by their numbers. */
    const refusals = new Map<string, Message>()

    /** So that the server misses no number, it gets that without the data. A plain one does not count, and gets nothing. */
    function refuse({ channel, clientId = '', id = '' }: Message, error: unknown): Message | undefined {
      if (!isEnckeError(error) || error.retry || isMeta(channel)) throw error
      const reason = `${statuses[error.code] ?? 403}::${error.message}`
      refusals.set(id, { channel, id, successful: false, error: reason })
      return plain ? undefined : { channel, clientId, id }
    }

    /** Any other word than that its data is missing says what had become of it before. */
    function answerTo(message: Message): Message {
      const { id = '', error = '' } = message
      const reason = refusals.get(id)?.error
      refusals.delete(id)
      return reason && error.startsWith('400') ? { ...message, error: reason } : message
    }

    function hear(batch: Message[]) {
      const heard = incoming(batch)
      inlet.messages(refusals.size ? heard.map(answerTo) : heard)
    }

    const sleep = () => new Promise<void>((resolve) => environment.setTimeout(resolve, pause))

    /** A goodbye has a moment to go out. */
    function close() {
      over = true
      if (parting && turn) Promise.race([turn, sleep()]).then(() => link?.close())
      else link?.close()
    }

    function pass(next: Batch, go: (batch: Batch) => void) {
      parting ||= next.some((message) => 'channel' in message && message.channel === '/meta/disconnect')
      const said = outgoing(next, refuse)
      if (!turn && !isPromise(said)) return go(said)
      const mine = Promise.all([said, turn])
        .then(([changed]) => {
          if (over && !parting) return
          const batch = changed.filter(Boolean) as Batch
          if (batch.length || !changed.length) go(batch)
          if (batch.length === changed.length) return
          inlet.messages([...refusals.values()])
          refusals.clear()
          if (!link) inlet.closed()
        })
        .catch(async (error) => {
          if (over) return
          report(error)
          await sleep()
          if (over) return
          close()
          // Whatever its code: nothing of what was said has been turned down.
          inlet.closed(new EnckeError('network', String(error?.message ?? error), error))
        })
        .finally(() => {
          if (turn === mine) turn = undefined
        })
      turn = mine
    }

    pass(batch, (changed) => {
      link = open(changed, { ...inlet, messages: hear })
    })
    return {
      ...(duplex && { send: (next: Batch) => pass(next, (changed) => link?.send?.(changed)) }),
      get received() {
        return link?.received ?? 0
      },
      close,
    }
  }

  for (const extension of first) add(extension)
  return {
    add,
    remove: (name) => all.delete(name),
    wrap: (transport) => ({
      ...transport,
      open: (target, batch, inlet) =>
        carry(target, batch, inlet, transport.kind === 'duplex', (changed, heard) =>
          transport.open(target, changed, heard),
        ),
      post: (target, batch, inlet) =>
        carry(target, batch, inlet, false, (changed, heard) => transport.post(target, changed, heard)),
    }),
  }
}
