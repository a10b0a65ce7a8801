/** How many publications each channel has had. */
export type Totals = Record<string, number>

const rooms = 100

/** What the client of this number listens to: all, two rooms, and itself. */
export function patternsOf(index: number): string[] {
  return ['/all', `/room/${index % rooms}`, `/room/${(index * 7 + 1) % rooms}`, `/user/${index}`].filter(
    (pattern, at, all) => all.indexOf(pattern) === at,
  )
}

/** Makes publications, numbered within their channels: one in twenty to all, one to a user, the others to rooms. */
export function createSource(users: number) {
  const totals: Totals = {}
  let made = 0

  function next(): [channel: string, data: unknown] {
    const kind = made++ % 20
    const channel = kind === 0 ? '/all' : kind === 1 ? `/user/${made % users}` : `/room/${made % rooms}`
    totals[channel] = (totals[channel] ?? 0) + 1
    return [channel, { number: totals[channel], text: 'A message of about the length that a chat has.' }]
  }

  return {
    totals: () => ({ ...totals }),
    next: (count: number) => Array.from({ length: count }, next),
  }
}
