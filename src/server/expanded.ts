import { expand as expandAnew } from '../protocol/channel'

let folder = ''
let patterns: readonly string[] = expandAnew('/')

/**
 * Every pattern that can match a channel. Hot: asked for once for each delivery, mostly of the same channel as before, or
 * of the same folder, whose channels have all but the first in common.
 */
export function expand(channel: string): readonly string[] {
  if (patterns[0] === channel) return patterns
  const length = channel.lastIndexOf('/')
  if (length === folder.length && channel.startsWith(folder)) {
    const [, ...wide] = patterns
    patterns = [channel, ...wide]
  } else {
    patterns = expandAnew(channel)
    folder = channel.slice(0, length)
  }
  return patterns
}
