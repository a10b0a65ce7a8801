import { encode } from '../../protocol/batch'
import type { Batch } from '../../protocol/message'
import type { Link, Target, Transport } from '../link'

/** One request that outlives its page, and whose answer nobody hears. Of too much for a browser goes what comes first. */
function post({ environment, url }: Target, batch: Batch): Link {
  for (let size = batch.length; size && environment.beacon(url, encode(batch.slice(0, size))) === false; ) size >>= 1
  return { close() {} }
}

/** For the last words of a page: none that carries a session, and in no list. */
export const beacon: Transport = {
  name: 'beacon',
  kind: 'poll',
  unusable: () => undefined,
  open: post,
  post,
}
