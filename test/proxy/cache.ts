import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** A response of upstream, or one that looks like it. */
export type Answer = Readable & Pick<IncomingMessage, 'statusCode' | 'statusMessage' | 'rawHeaders'>

const largestBody = 1 << 20
const mostEntries = 1000

/** Complete responses by URL; bodies above 1 MiB are not kept, and of more than 1,000 the oldest goes. */
export interface Cache {
  find(url: string): Answer | undefined
  /** Keeps this answer when it has come to its end, if it is a 200. */
  collect(url: string, answer: IncomingMessage): void
  clear(): void
}

export function createCache(): Cache {
  const entries = new Map<string, () => Answer>()
  return {
    find: (url) => entries.get(url)?.(),
    collect(url, answer) {
      const { statusCode, statusMessage, rawHeaders } = answer
      if (statusCode !== 200) return
      const chunks: Buffer[] = []
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= largestBody) chunks.push(chunk)
        else chunks.length = 0
      })
      answer.on('end', () => {
        if (size > largestBody) return
        entries.set(url, () => Object.assign(Readable.from(chunks), { statusCode, statusMessage, rawHeaders }))
        if (entries.size > mostEntries) entries.delete(entries.keys().next().value!)
      })
    },
    clear: () => entries.clear(),
  }
}
