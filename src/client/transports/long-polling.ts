import type { Transport } from '../link'
import { noRequests, request } from './request'

/** A POST that the server answers when it has something to say, or has held it for long enough. */
export function longPolling(): Transport {
  return {
    name: 'long-polling',
    kind: 'poll',
    unusable: noRequests,
    open: request,
    post: request,
  }
}
