import type { Inlet, Link, Target, Transport } from '../../src/client/link'
import { decode, encode } from '../../src/protocol/batch'
import type { EnckeError } from '../../src/protocol/errors'
import type { Answer, Join, LinkKind, Message } from '../../src/protocol/message'
import { place } from './conversation'

/** A request or link that the client has opened, seen from the server's side. */
export interface Opened {
  readonly how: 'open' | 'post'
  readonly batch: Message[]
  /** The client has let go of it. */
  readonly closed: boolean
  hear(...batch: Message[]): void
  alive(): void
  end(error?: EnckeError): void
  /** The server's yes to the join in it. */
  accept(encke?: Partial<Answer>): void
  /** The server's yes to every publication in it, and its end. */
  confirm(): void
}

export interface FakeTransport extends Transport {
  /** All that was opened, and all that was posted, in order. */
  readonly opened: Opened[]
  readonly posted: Opened[]
}

/** A transport whose network is the test. */
export function fakeTransport(
  name = 'fake',
  { kind = 'stream', unusable }: { kind?: LinkKind; unusable?: string } = {},
): FakeTransport {
  const opened: Opened[] = []
  const posted: Opened[] = []

  function begin(how: Opened['how'], batch: Message[], inlet: Inlet): Link {
    let closed = false
    const one: Opened = {
      how,
      batch,
      get closed() {
        return closed
      },
      hear: (...messages) => void (closed || inlet.messages(messages)),
      alive: () => closed || inlet.alive(),
      end(error) {
        if (closed) return
        closed = true
        inlet.closed(error)
      },
      accept(encke = {}) {
        const [{ channel, id = '', ext = {} }] = one.batch as [Message]
        const { join, key = '' } = ext.encke as Join
        one.hear({
          channel,
          id,
          successful: true,
          clientId: key,
          advice: { timeout: 20_000 },
          ext: { encke: { join, tail: place(0), published: 0, ...encke } },
        })
      },
      confirm() {
        one.hear(...one.batch.map(({ channel, id = '' }) => ({ channel, id, successful: true })))
        one.end()
      },
    }
    ;(how === 'open' ? opened : posted).push(one)
    return {
      close() {
        closed = true
      },
    }
  }

  return {
    name,
    kind,
    unusable: () => unusable,
    open: (_target, first, inlet) => begin('open', decode(encode(first)), inlet),
    post: (_target, batch, inlet) => begin('post', decode(encode(batch)), inlet),
    opened,
    posted,
  }
}

export function targetIn(environment: Target['environment'], rest: Partial<Target> = {}): Target {
  return { url: 'http://server.test/encke', protocol: '', crossOrigin: false, credentials: false, environment, ...rest }
}
