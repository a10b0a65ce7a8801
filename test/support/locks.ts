import type { Locks } from '../../src/client/environment'

interface Asked {
  held: Parameters<Locks['request']>[2]
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** The locks of one origin, for all its tabs (Web Locks API). */
export function createLocks(): Locks {
  const holders = new Map<string, Asked>()
  const queues = new Map<string, Asked[]>()

  async function give(name: string, asked: Asked): Promise<void> {
    holders.set(name, asked)
    await Promise.resolve(asked.held({ name })).then(asked.resolve, asked.reject)
    // It may have been stolen meanwhile.
    if (holders.get(name) !== asked) return
    holders.delete(name)
    const next = queues.get(name)?.shift()
    if (next) await give(name, next)
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
        queueMicrotask(() => give(name, asked))
      }),
  }
}
