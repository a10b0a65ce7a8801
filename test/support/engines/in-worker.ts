import { connect } from '../../../src/index'
import type { Told, Wish } from './workers'

/** What the page and the worker talk over: the scope of a dedicated worker, or a port of a shared one. */
type Port = Pick<MessagePort, 'postMessage' | 'onmessage'>

function serve(port: Port) {
  const tell = (told: Told) => port.postMessage(told)
  const begin = ({ url, options }: Wish) => {
    const client = connect(url, options)
    client.on('state', (state) => tell(['log', state]))
    client.on('missed', (gap) => tell(['missed', gap]))
    client.on('error', ({ code, message }) => tell(['errors', `${code}: ${message}`]))
    client.on('decision', ({ kind, transport, reason }) => tell(['log', `${transport} ${kind}: ${reason}`]))
    client.subscribe('/n', ({ data }) => {
      tell(['got', data])
      if (typeof data === 'number') client.publish('/up', data).catch((error) => tell(['errors', String(error)]))
    })
  }
  port.onmessage = ({ data }) => begin(data)
}

const scope = self as unknown as Port & { onconnect?: unknown }
if ('onconnect' in scope) scope.onconnect = ({ ports: [port] }: MessageEvent) => serve(port as MessagePort)
else serve(scope)
