import type { Transport } from '../link'
import { noFetchStreams } from './fetch-streaming'
import { createLineReader } from './frames'
import { post, request, viaFetch } from './request'

/** A POST with an endless answer of many parts (RFC 2046, section 5.1), each one batch: some gateways let nothing else through. */
export function multipart(): Transport {
  return {
    name: 'multipart',
    kind: 'stream',
    unusable: noFetchStreams,
    open: (target, first, inlet) =>
      post(target, first, inlet, viaFetch, (pipe) =>
        createLineReader({ ...pipe, frame: (line) => line.startsWith('[') && pipe.frame(line) }),
      ),
    post: request,
  }
}
