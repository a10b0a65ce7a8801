import type { Transport } from '../link'
import { createFrameReader } from './frames'
import { noXhr, request } from './request'

/** A POST whose endless answer is read while it grows: one JSON array of messages a line. */
export function xhrStreaming(): Transport {
  return {
    name: 'xhr-streaming',
    connectionType: 'http-streaming',
    polls: false,
    unusable: noXhr,
    open: (target, first, inlet) =>
      request(target, first, inlet, ({ frame, alive }) => createFrameReader(frame, alive)),
    post: request,
  }
}
