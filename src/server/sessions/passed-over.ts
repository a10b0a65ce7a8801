import type { ServerLink } from '../link'

/** Milliseconds for which a stream without a session stays open. */
const openFor = 10_000

/** Links from which the session has gone to another one, or will. Their clients need them open to see that they flow. */
export function createPassedOver(now: () => number) {
  const since = new Map<ServerLink, number>()

  return {
    add(link: ServerLink) {
      if (link.kind === 'stream') since.set(link, now())
    },
    delete: (link: ServerLink) => since.delete(link),

    /** Ends those that have had their time. */
    tick() {
      for (const [link, at] of since) {
        if (now() - at < openFor) continue
        since.delete(link)
        link.end([])
      }
    },

    close() {
      for (const link of since.keys()) link.end([])
    },
  }
}
