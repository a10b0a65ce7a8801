import type { Faults } from './faults'

/** The body of one response on its way through the proxy. */
export interface Body {
  add(chunk: Buffer): void
  end(): void
  /** What these faults let through by now, and whether the end passes after it. */
  take(faults: Pick<Faults, 'buffer' | 'hold'>): { chunks: Buffer[]; over: boolean }
}

/** `endless`: nothing says how long it will be, so `hold` applies to it. */
export function createBody(endless: boolean): Body {
  let held: Buffer[] = []
  let taken = 0
  let ended = false
  const size = () => held.reduce((sum, { length }) => sum + length, 0)
  const take = (count = held.length) => {
    const chunks = held.splice(0, count)
    for (const { length } of chunks) taken += length
    return chunks
  }
  const takeBlocks = (length: number) => {
    const count = Math.floor(size() / length)
    if (count === 0) return []
    const bytes = Buffer.concat(held)
    const blocks = Array.from({ length: count }, (_, index) => bytes.subarray(index * length, (index + 1) * length))
    const rest = bytes.subarray(count * length)
    held = [...blocks, ...(rest.length ? [rest] : [])]
    return take(count)
  }
  const flowing = (buffer: Faults['buffer']) => {
    if (buffer === 'end') return []
    if (buffer === 'chunk') return take(Math.max(0, held.length - 1))
    if (typeof buffer === 'number') return taken + size() >= buffer ? take() : []
    return buffer ? takeBlocks(buffer.block) : take()
  }
  return {
    add(chunk) {
      held.push(chunk)
    },
    end() {
      ended = true
    },
    take({ buffer, hold }) {
      if (hold && endless) return { chunks: [], over: false }
      const chunks = flowing(buffer)
      return { chunks: ended ? [...chunks, ...take()] : chunks, over: ended }
    },
  }
}
