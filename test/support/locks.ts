import type { Locks } from '../../src/client/environment'

type Held = Parameters<Locks['request']>[2]

/** The locks of one origin, for all its tabs (Web Locks API). */
export function createLocks(): Locks {
  const queues = new Map<string, Held[]>()

  async function pass(name: string): Promise<void> {
    const [held] = queues.get(name) ?? []
    if (!held) return
    await Promise.resolve(held({ name })).catch(() => {})
    queues.get(name)?.shift()
    await pass(name)
  }

  return {
    request: (name, { ifAvailable, signal }, held) =>
      new Promise((resolve, reject) => {
        const queue = queues.get(name) ?? []
        queues.set(name, queue)
        if (ifAvailable && queue.length) return queueMicrotask(() => resolve(held(null)))
        const granted: Held = (lock) => {
          signal?.removeEventListener('abort', withdraw)
          const done = held(lock)
          resolve(done)
          return done
        }
        function withdraw() {
          if (queue.indexOf(granted) > 0) queue.splice(queue.indexOf(granted), 1)
          reject(new DOMException('withdrawn', 'AbortError'))
        }
        signal?.addEventListener('abort', withdraw)
        if (queue.push(granted) === 1) queueMicrotask(() => pass(name))
      }),
  }
}
