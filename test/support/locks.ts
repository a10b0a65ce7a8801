import type { Locks } from '../../src/client/environment'

interface Asked {
  held: Parameters<Locks['request']>[2]
  resolve(value: unknown): void
  reject(error: unknown): void
}

/**
 * The locks of one origin, for all its tabs (Web Locks API).
 * @param late - as in WebKit: one that has been stolen before it was given is given all the same
 */
export function createLocks(late = false): Locks {
  const holders = new Map<string, Asked>()
  const queues = new Map<string, Asked[]>()

  async function give(name: string, asked: Asked): Promise<void> {
    await Promise.resolve(asked.held({ name })).then(asked.resolve, asked.reject)
    // It may have been stolen meanwhile.
    if (holders.get(name) !== asked) return
    holders.delete(name)
    const next = queues.get(name)?.shift()
    if (next) await take(name, next)
  }

  function take(name: string, asked: Asked) {
    holders.set(name, asked)
    return give(name, asked)
  }

  return {
    request: (name, { ifAvailable, signal, steal }, held) =>
      new Promise((resolve, reject) => {
        const asked: Asked = { held, resolve, reject }
        const holder = holders.get(name)
        const queue = queues.get(name) ?? []
        queues.set(name, queue)
        if (holder && ifAvailable) return queueMicrotask(() => resolve(held(null)))
        if (holder && !steal) {
          queue.push(asked)
          signal?.addEventListener('abort', () => {
            if (!queue.includes(asked)) return
            queue.splice(queue.indexOf(asked), 1)
            reject(new DOMException('withdrawn', 'AbortError'))
          })
          return
        }
        holders.set(name, asked)
        holder?.reject(new DOMException('stolen', 'AbortError'))
        if (late) setTimeout(() => give(name, asked))
        else queueMicrotask(() => give(name, asked))
      }),
  }
}
