import type { Target, Transport } from '../link'
import { createLineReader } from './frames'
import { blockedBy, lacking, post, request, viaFetch } from './request'

/** A POST whose endless answer is read as it comes, and let go: one JSON array of messages a line. */
export function fetchStreaming(): Transport {
  return {
    name: 'fetch-streaming',
    kind: 'stream',
    unusable: noFetchStreams,
    open: (target, first, inlet) => post(target, first, inlet, viaFetch, createLineReader),
    post: request,
  }
}

/** Why the body of an answer cannot be read as it comes. */
export function noFetchStreams(target: Target): string | undefined {
  return lacking(target, 'fetch') ?? lacking(target, 'ReadableStream') ?? blockedBy(target, 'connect-src')
}
