import type { Transport } from '../link'
import { createLineReader } from './frames'
import { noXhr, post, request, viaXhr } from './request'

/** A POST whose endless answer is read while it grows: one JSON array of messages a line. */
export function xhrStreaming(): Transport {
  return {
    name: 'xhr-streaming',
    kind: 'stream',
    unusable: noXhr,
    open: (target, first, inlet) => post(target, first, inlet, viaXhr, createLineReader),
    post: request,
  }
}
