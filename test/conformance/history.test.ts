import { expect, test } from 'vitest'
import { check, type Delivery, type History, type Violation } from '../support/history'

const place = (n: number, epoch = 'epoch001') => `${epoch}${String(n).padStart(11, '0')}`

/** Two publishers; one subscription to all and one to a channel, in which all is well. */
function wellDone(): History {
  const publication = (publisher: string, number: number, channel: string, calledAt: number, end?: string) => ({
    ...{ id: `${publisher} ${number}`, publisher, number, channel, calledAt },
    ...(end && { end }),
  })
  const delivery = (id: string, channel: string, n: number) => ({ id, channel, position: place(n), at: 100 + n })
  const all = [
    delivery('ann 1', '/a/x', 1),
    delivery('bob 1', '/a/y', 2),
    delivery('ann 2', '/a/y', 3),
    delivery('bob 2', '/a/x', 4),
    delivery('ann 3', '/a/x', 5),
  ]
  return {
    publications: [
      publication('ann', 1, '/a/x', 101, 'resolved'),
      publication('bob', 1, '/a/y', 102, 'resolved'),
      publication('ann', 2, '/a/y', 103, 'delivery-unknown'),
      publication('bob', 2, '/a/x', 104),
      publication('ann', 3, '/a/x', 105, 'resolved'),
      publication('ann', 4, '/a/x', 106, 'delivery-unknown'),
      publication('ann', 5, '/b', 107, 'resolved'),
    ],
    subscriptions: [
      { name: 'all', pattern: '/a/**', since: 'latest', readyAt: 100, told: all },
      {
        name: 'x',
        pattern: '/a/x',
        since: 'latest',
        readyAt: 100,
        told: all.filter(({ channel }) => channel === '/a/x'),
      },
      { name: 'y', pattern: '/a/y', since: 'latest', readyAt: 100, told: all.slice(1, 3) },
      { name: 'late', pattern: '/a/*', since: 'latest', readyAt: 104.5, told: all.slice(4) },
    ],
  }
}

/** The violations of what went well but for this. */
function after(spoil: (history: History, told: History['subscriptions'][0]['told']) => void) {
  const history = wellDone()
  spoil(history, history.subscriptions[0]!.told)
  return check(history).map(({ kind, id, subscription }) => [kind, id, subscription])
}

test('a history in which all is well has no violation', () => {
  expect(check(wellDone())).toEqual([])
})

test('finds what was published and did not arrive', () => {
  expect(after((_, told) => told.splice(1, 1))).toEqual([['lost', 'bob 1', 'all']])
})

test('finds what arrived nowhere', () => {
  const lost = after(({ subscriptions }) => {
    for (const { told } of subscriptions)
      told.splice(0, 99, ...told.filter((one) => !('id' in one && one.id === 'ann 3')))
  })
  expect(lost).toEqual(['all', 'x', 'late'].map((name) => ['lost', 'ann 3', name]))
})

test('finds that one subscriber lacks what another has, though its publisher does not know', () => {
  expect(after((_, told) => told.splice(2, 1))).toEqual([['lost', 'ann 2', 'all']])
})

test('finds what a subscription from the oldest on lacks', () => {
  expect(after(({ subscriptions }) => void (subscriptions[3]!.since = 'oldest')).map(([kind]) => kind)).toEqual(
    Array(4).fill('lost'),
  )
})

test('accepts what a gap covers, and nothing else', () => {
  const gap = (patterns: string[], from: number, to: number) => (_: History, told: unknown[]) =>
    told.splice(1, 2, { missed: { patterns, from: place(from), to: place(to), reason: 'trimmed' }, at: 103 })
  expect(after(gap(['/a/**'], 1, 3))).toEqual([])
  expect(after(gap(['/a/**'], 1, 2))).toEqual([['lost', 'ann 2', 'all']])
  expect(after(gap(['/a/*'], 1, 3))).toHaveLength(2)
})

test('asks of a subscription from the oldest on only for what the log has kept', () => {
  const oldest = after(({ subscriptions }, told) => {
    told.splice(1, 1, { missed: { patterns: ['/a/**'], from: place(1), to: place(2), reason: 'trimmed' }, at: 103 })
    subscriptions[3]!.since = 'oldest'
  })
  expect(oldest).toEqual([
    ['lost', 'ann 2', 'late'],
    ['lost', 'bob 2', 'late'],
  ])
})

test('accepts a gap of which nobody knows the places, for what was published before', () => {
  const lost = (at: number) =>
    after(({ subscriptions }) => {
      for (const one of subscriptions) {
        const missed = { patterns: [one.pattern], from: '', to: place(0, 'epoch002'), reason: 'reset' }
        one.told = [...one.told.filter((told) => !('id' in told && told.id === 'ann 3')), { missed, at }]
      }
    })
  expect(lost(106)).toEqual([])
  expect(lost(104)).toHaveLength(3)
})

test('finds what came twice', () => {
  expect(after((_, told) => told.push({ ...told[4]! }))).toEqual([['duplicated', 'ann 3', 'all']])
})

test('finds what came in another order than that of the log', () => {
  expect(after((_, told) => told.splice(0, 2, told[1]!, told[0]!))).toEqual([['reordered', 'ann 1', 'all']])
})

test('finds a log that has not the order of the publisher', () => {
  const reordered = after(({ publications }) => {
    publications[0]!.number = 3
    publications[4]!.number = 1
  })
  expect(reordered).toContainEqual(['reordered', 'ann 3', 'all'])
  expect(new Set(reordered.map(([kind]) => kind))).toEqual(new Set(['reordered']))
})

test('finds what nobody published, and what came on a channel that was not asked for', () => {
  const stray = { channel: '/a/x', position: place(9), at: 109 }
  expect(after((_, told) => told.push({ ...stray, id: 'eve 1' }))).toEqual([['invented', 'eve 1', 'all']])
  expect(after((_, told) => told.push({ ...stray, channel: '/b', id: 'ann 5' }))).toEqual([
    ['invented', 'ann 5', 'all'],
  ])
})

test('finds a publication that is in the log twice, though each subscriber has it once', () => {
  const doubled = after((_, told) => void told.push({ ...(told.pop() as Delivery), position: place(6) }))
  expect(doubled).toEqual([
    ['doubled', 'ann 3', 'x'],
    ['doubled', 'ann 3', 'late'],
  ])
})

test('finds what was delivered although its publisher was told that it was not taken', () => {
  const delivered: unknown[] = after(({ publications }) => void (publications[0]!.end = 'refused'))
  expect(delivered).toContainEqual(['rejected but delivered', 'ann 1', 'all'])
})

test('says in which subscription and where', () => {
  const history = wellDone()
  history.subscriptions[1]!.told.pop()
  expect(check(history)).toEqual<Violation[]>([
    { kind: 'lost', id: 'ann 3', subscription: 'x', detail: `/a/x, resolved, ${place(5)}` },
  ])
})
