import type { Transport } from '../link'
import { callbackPolling } from './callback-polling'
import { eventsource } from './eventsource'
import { fetchStreaming } from './fetch-streaming'
import { iframe } from './iframe'
import { longPolling } from './long-polling'
import { websocket } from './websocket'
import { xhrStreaming } from './xhr-streaming'

/** Every transport, the preferred one first. */
export const allTransports = (): Transport[] => [
  websocket(),
  fetchStreaming(),
  xhrStreaming(),
  eventsource(),
  iframe(),
  longPolling(),
  callbackPolling(),
]

export { multipart } from './multipart'
export { callbackPolling, eventsource, fetchStreaming, iframe, longPolling, websocket, xhrStreaming }
