import { encode } from '../../protocol/batch'
import type { Batch } from '../../protocol/message'
import type { Link, Target, Transport } from '../link'

/** What outlives its page: one request, whose answer nobody hears. Of too much for a browser goes what comes first. */
function post({ environment, url }: Target, batch: Batch): Link {
  for (let size = batch.length; size && environment.beacon(url, encode(batch.slice(0, size))) === false; ) size >>= 1
  return { close() {} }
}

export const beacon: Transport = {
  ...{ name: 'beacon', connectionType: '', kind: 'poll' },
  unusable: () => undefined,
  open: post,
  post,
}
