/** Longest channel name or pattern that the server takes, in characters. */
export const longestChannel = 512

/** Most segments of one: for each there is a pattern that may match, and is looked up for each message. */
export const mostSegments = 32

const segment = '/[A-Za-z0-9\\-_!~()$@]+'
const name = new RegExp(`^(${segment}){1,${mostSegments}}$`)
const pattern = new RegExp(`^((${segment}){1,${mostSegments}}|(${segment}){0,${mostSegments - 1}}/\\*\\*?)$`)

/** Whether `channel` is a literal channel name (Bayeux 1.0, section 2.2.1). */
export function isChannel(channel: unknown): channel is string {
  return typeof channel === 'string' && channel.length <= longestChannel && name.test(channel)
}

/** Whether `channel` is a name or a pattern: `*` or `**` alone as the last segment (Bayeux 1.0, section 2.2.1). */
export function isPattern(channel: unknown): channel is string {
  return typeof channel === 'string' && channel.length <= longestChannel && pattern.test(channel)
}

/** Whether a message on `channel` is for the protocol itself (Bayeux 1.0, section 2.2.2). */
export function isMeta(channel: string): boolean {
  return channel.startsWith('/meta/')
}

/** Whether `channel` is a service channel: to the server only, never broadcast (Bayeux 1.0, section 2.2.3). */
export function isService(channel: string): boolean {
  return channel.startsWith('/service/')
}

/**
 * Every pattern that can match a channel, so that matching is a few look-ups whatever the number of patterns.
 * `/a/b` gives `/a/b`, `/a/*`, `/a/**` and `/**`; a `**` stands for one segment or more.
 */
export function expand(channel: string): string[] {
  const patterns = [channel]
  let slash = channel.lastIndexOf('/')
  patterns.push(`${channel.slice(0, slash)}/*`)
  for (; slash >= 0; slash = slash > 0 ? channel.lastIndexOf('/', slash - 1) : -1) {
    patterns.push(`${channel.slice(0, slash)}/**`)
  }
  return patterns
}

/** Whether `wide` is another pattern, which takes every channel that `narrow` takes. */
export function covers(wide: string, narrow: string): boolean {
  return wide !== narrow && expand(narrow).includes(wide) && !(narrow.endsWith('/**') && wide.endsWith('/*'))
}

/** Whether `pattern` takes messages of `channel`. */
export function matches(pattern: string, channel: string): boolean {
  if (!pattern.endsWith('*')) return pattern === channel
  const deep = pattern.endsWith('/**')
  const folder = pattern.slice(0, deep ? -2 : -1)
  return channel.startsWith(folder) && (deep || !channel.includes('/', folder.length))
}
