import { expand as expandAnew } from '../protocol/channel'

const most = 10_000
const known = new Map<string, readonly string[]>()

/** Every pattern that can match a channel. Remembered: a crowd that comes back asks for the same ones again and again. */
export function expand(channel: string): readonly string[] {
  let patterns = known.get(channel)
  if (patterns) return patterns
  if (known.size >= most) known.clear()
  patterns = expandAnew(channel)
  known.set(channel, patterns)
  return patterns
}
