import { expect, test } from 'vitest'
import type { Locks } from '../../../src/client/environment'
import { createSlots } from '../../../src/client/page/slots'
import { virtualEnvironment } from '../../support/environment'
import { createLocks } from '../../support/locks'
import { targetIn } from '../../support/transport'
import { until } from '../../support/until'

interface TabOptions {
  locks?: Locks | undefined
  url?: string
  protocol?: string
  hosts?: number
  /** The user looks at another one. */
  hidden?: boolean
}

/** What a tab is told first, for nobody knows yet. */
const unknown = 500

/** A tab, and the pauses that it was told to make. */
function tab({ locks, url = 'https://server.test/encke', protocol = '', hosts = 1, hidden = true }: TabOptions) {
  const told: number[] = []
  const document = { hidden }
  const target = targetIn(virtualEnvironment({ locks, document: document as Document }), { url, protocol })
  return { told, document, ...createSlots(target, hosts, (pause) => told.push(pause)) }
}

function tabs(count: number, options: TabOptions = {}) {
  const locks = createLocks()
  const all = Array.from({ length: count }, () => tab({ locks, ...options }))
  for (const one of all) one.take()
  return all
}

const turn = () => new Promise((resolve) => setTimeout(resolve))
const asking = (all: { told: number[] }[]) => all.filter(({ told }) => told.at(-1) === 2000).length

test('four tabs hold a connection, and the others ask every two seconds', async () => {
  const all = tabs(7)
  await until(() => asking(all) === 3)
  expect(all.map(({ told }) => told)).toEqual([...Array(4).fill([unknown, 0]), ...Array(3).fill([unknown, 2000])])
})

test('when a tab lets go, the one that has waited for longest holds in its place', async () => {
  const all = tabs(6)
  await until(() => asking(all) === 2)
  all[1]?.leave()
  await until(() => asking(all) === 1)
  expect(all[4]?.told).toEqual([unknown, 2000, 0])
  all[1]?.take()
  await until(() => asking(all) === 2)
  all[0]?.leave()
  await until(() => asking(all) === 1)
  expect(all[5]?.told).toEqual([unknown, 2000, 0])
})

test('the tab that the user looks at holds a connection, in place of one that is hidden', async () => {
  const all = tabs(6)
  await until(() => asking(all) === 2)
  const [first, , , , fifth, sixth] = all
  for (const looked of [fifth, sixth, first, fifth]) {
    for (const one of all) one.document.hidden = one !== looked
    looked?.seen()
    await until(() => looked?.told.at(-1) === 0)
    await until(() => asking(all) === 2)
  }
  for (const one of all.slice(1, 4)) expect(one.told).toEqual([unknown, 0])
  // Whoever has lost it waits for another, and holds no more than one place in each queue.
  first?.leave()
  all[1]?.leave()
  all[2]?.leave()
  await until(() => asking(all) === 0)
})

test('the network that is back changes nothing in a hidden tab', async () => {
  const all = tabs(5)
  await until(() => asking(all) === 1)
  for (const one of all) one.seen()
  await turn()
  expect(all.map(({ told }) => told.at(-1))).toEqual([0, 0, 0, 0, 2000])
})

test('a tab that is opened before the eyes of the user holds at once, and of two that are seen the later one', async () => {
  const all = tabs(6, { hidden: false })
  await until(() => asking(all) === 2)
  await turn()
  expect(all.map(({ told }) => told.at(-1))).toEqual([2000, 0, 0, 0, 2000, 0])
  all[1]?.leave()
  await until(() => asking(all) === 1)
  all[2]?.leave()
  await until(() => asking(all) === 0)
})

test('of many that are seen at once four hold, also where one is given what has been stolen from it before', async () => {
  const locks = createLocks(true)
  const all = Array.from({ length: 20 }, () => tab({ locks, hidden: false }))
  for (const one of all) one.take()
  await until(() => asking(all) === 16)
  await turn()
  expect(asking(all)).toBe(16)
})

test('a tab that needs none any more holds no place in the queue', async () => {
  const all = tabs(6)
  await until(() => asking(all) === 2)
  all[4]?.leave()
  expect(all[4]?.told).toEqual([unknown, 2000, 0])
  all[0]?.leave()
  await until(() => asking(all) === 0)
  expect(all[5]?.told).toEqual([unknown, 2000, 0])
  all[1]?.leave()
  await turn()
  expect(all[4]?.told).toEqual([unknown, 2000, 0])
})

test('a tab that needs none any more before it was given one takes it from nobody', async () => {
  const locks = createLocks()
  const first = tab({ locks })
  first.take()
  first.leave()
  await turn()
  const all = Array.from({ length: 4 }, () => tab({ locks }))
  for (const one of all) one.take()
  await turn()
  expect(asking(all)).toBe(0)
})

test('a tab that asks says so again with each link that it would hold', async () => {
  const all = tabs(5)
  await until(() => asking(all) === 1)
  all[4]?.take()
  expect(all[4]?.told).toEqual([unknown, 2000, 2000])
})

test('over HTTP/2 and 3 all hold, as soon as that is known', async () => {
  for (const protocol of ['h2', 'h3']) {
    const all = tabs(9, { protocol })
    await turn()
    expect(asking(all)).toBe(0)
  }
})

test('servers have connections of their own, and so has each further name of one', async () => {
  const locks = createLocks()
  const all = ['https://one.test/', 'https://two.test/'].flatMap((url) =>
    Array.from({ length: 4 }, () => tab({ locks, url })),
  )
  for (const one of all) one.take()
  const named = tabs(8, { hosts: 2 })
  await turn()
  expect([asking(all), asking(named)]).toEqual([0, 0])
})

test('where there are no locks, or the page may not have them, all hold', async () => {
  const forbidden: Locks = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }
  for (const locks of [undefined, forbidden]) {
    const all = Array.from({ length: 9 }, () => tab({ locks }))
    for (const one of all) one.take()
    await turn()
    for (const { told } of all) expect(told.at(-1) ?? 0).toBe(0)
  }
})
