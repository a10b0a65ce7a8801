import { encode } from '../../protocol/batch'
import { EnckeError } from '../../protocol/errors'
import type { Message } from '../../protocol/message'
import type { Link, Transport } from '../link'
import { longestUrl, withQuery } from '../url'
import { createPipe } from './pipe'
import { noRequests, request } from './request'

/**
 * Server-sent events (HTML Standard, section 9.2): one JSON array of messages an event. The join rides in the address; a
 * long one is posted first. A plain Bayeux server is taken to have Faye's form: the stream of a client lies below the
 * endpoint, and its connects are posted.
 */
export function eventsource(): Transport {
  return {
    name: 'eventsource',
    connectionType: 'eventsource',
    kind: 'stream',
    unusable: (target) => (target.environment.EventSource ? noRequests(target) : 'no EventSource'),
    open(target, first, inlet) {
      const { EventSource, secret } = target.environment
      const [{ clientId, ext }] = first as [Message]
      let source: EventSource | undefined
      let posted: Link | undefined
      const pipe = createPipe(inlet, () => {
        source?.close()
        posted?.close()
      })

      function listen(url: string) {
        if (!pipe.open) return
        source = new (EventSource as typeof globalThis.EventSource)(url, { withCredentials: target.credentials })
        source.onmessage = ({ data }) => {
          // An empty event is the end in good order: the browser itself knows of none.
          if (data) pipe.frame(data)
          else pipe.closed()
        }
        source.onerror = () => pipe.closed(new EnckeError('network', 'the event stream broke'))
      }

      function postFirst(url: string, then?: () => void) {
        posted = request({ ...target, url }, first, {
          messages: (batch) => then || inlet.messages(batch),
          alive() {},
          closed: (error) => (error ? pipe.closed(error) : then?.()),
        })
      }

      const address = withQuery(target.url, { message: encode(first) })
      const name = secret()
      if (clientId && !ext) {
        postFirst(target.url)
        listen(target.url.replace(/(\?.*)?$/, `/${clientId}$1`))
      } else if (address.length <= longestUrl) {
        listen(address)
      } else {
        postFirst(withQuery(target.url, { keep: name }), () => listen(withQuery(target.url, { kept: name })))
      }
      return pipe
    },
    post: request,
  }
}
