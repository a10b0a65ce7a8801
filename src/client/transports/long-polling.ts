import type { Transport } from '../link'
import { noRequests, request } from './request'

/** A POST that the server answers when it has something to say, or when it has held it long enough. */
export function longPolling(): Transport {
  return {
    name: 'long-polling',
    kind: 'poll',
    unusable: noRequests,
    open: request,
    post: request,
  }
}
