import { encode } from '../../protocol/batch'
import { EnckeError } from '../../protocol/errors'
import type { Message } from '../../protocol/message'
import type { Inlet, Link, Transport } from '../link'
import { longestUrl, withQuery } from '../url'
import { createPipe } from './pipe'
import { lacking, noRequests, request } from './request'

/**
 * Server-sent events (HTML Standard, section 9.2): one JSON array of messages an event. The join rides in the address; a
 * long one is posted first. A plain Bayeux server is taken to have Faye's form: the stream of a client lies below the
 * endpoint, and its connects are posted. The answer to the first one says nothing of the stream, and is heard when that is open.
 */
export function eventsource(): Transport {
  return {
    name: 'eventsource',
    kind: 'stream',
    unusable: (target) => lacking(target, 'EventSource') ?? noRequests(target),
    open(target, first, inlet) {
      const { environment } = target
      const { EventSource, secret } = environment
      const [{ clientId, ext }] = first as [Message]
      let source: EventSource | undefined
      let posted: Link | undefined
      const pipe = createPipe(inlet, () => {
        source?.close()
        posted?.close()
      })

      function listen(url: string, opened: (() => void) | null = null) {
        if (!pipe.open) return
        source = new (EventSource as typeof globalThis.EventSource)(url, { withCredentials: target.credentials })
        source.onopen = opened
        /** What has come, until it is known whether it came together with the end: each event is a task of its own. */
        let first: string[] | undefined = []
        // An empty event is the end in good order: the browser itself knows of none.
        const heard = (data: string) => (data ? pipe.frame(data) : pipe.closed())
        function flush() {
          const events = first ?? []
          first = undefined
          for (const event of events) heard(event)
        }
        source.onmessage = ({ data }) => {
          if (!first) return heard(data)
          pipe.alive()
          if (first.push(data) === 1) environment.setTimeout(flush, 0)
        }
        source.onerror = () => {
          // In WebKit one that was closed as its page was left comes back with the page: it tells so first.
          source?.close()
          flush()
          pipe.closed(new EnckeError('network', 'the event stream broke'))
        }
      }

      function postFirst(url: string, messages: Inlet['messages'], then = () => {}) {
        const closed = (error?: EnckeError) => (error ? pipe.closed(error) : then())
        posted = request({ ...target, url }, first, { messages, alive() {}, closed })
      }

      const address = withQuery(target.url, { message: encode(first) })
      const name = secret()
      if (clientId && !ext) {
        let opened = () => {}
        const open = new Promise<void>((resolve) => (opened = resolve))
        postFirst(target.url, (batch) => open.then(() => inlet.messages(batch)))
        listen(target.url.replace(/(\?.*)?$/, `/${clientId}$1`), opened)
      } else if (address.length <= longestUrl) {
        listen(address)
      } else {
        postFirst(
          withQuery(target.url, { keep: name }),
          () => {},
          () => listen(withQuery(target.url, { kept: name })),
        )
      }
      return pipe
    },
    post: request,
  }
}
