import type { Transport } from '../link'
import { createFrameReader } from './frames'
import { guard, noXhr, request } from './request'

/** A POST whose endless answer is read while it grows: one JSON array of messages a line. */
export function xhrStreaming(): Transport {
  return {
    name: 'xhr-streaming',
    connectionType: 'http-streaming',
    polls: false,
    unusable: (target) => noXhr(target),
    open(target, first, inlet) {
      const guarded = guard(inlet)
      const frames = createFrameReader(guarded.frame, guarded.alive)
      const link = request(
        target,
        first,
        {
          ...inlet,
          closed(error) {
            if (!error) frames.end()
            guarded.closed(error)
          },
        },
        (text) => {
          try {
            frames.read(text)
          } catch (error) {
            link.close()
            guarded.closed(error as never)
          }
        },
      )
      return {
        close() {
          guarded.mute()
          link.close()
        },
      }
    },
    post: (target, batch, inlet) => request(target, batch, inlet),
  }
}
