import { describe, expect, test } from 'vitest'
import { openClient } from '../../support/client'
import { serve } from '../../support/close-later'
import { place } from '../../support/conversation'
import { turn, virtualEnvironment } from '../../support/environment'
import { createStorage } from '../../support/storage'
import { fail, hearAndLeave, listen, openTab } from '../../support/tab'
import { until } from '../../support/until'

describe('after a reload, a page that asked for it', () => {
  test('gets what was published meanwhile, once and in order', async () => {
    const { server, tab, before } = await hearAndLeave()
    await server.encke.publish('/a', 2)
    await server.encke.publish('/a', 3)
    const after = await listen(tab.load(server), '/a')
    await server.encke.publish('/a', 4)
    await until(() => after.length === 3)
    expect([before, after]).toEqual([[1], [2, 3, 4]])
  })

  test.each([0, 1])('gets what a loop that had read %i had not read yet', async (read) => {
    const server = await serve()
    const tab = openTab()
    const first = tab.load(server)
    const loop = first.subscribe('/a')
    await loop.ready
    const before = await listen(first, '/**')
    for (const number of [1, 2, 3]) await server.encke.publish('/a', number)
    await until(() => before.length === 3)
    const reading = loop[Symbol.asyncIterator]()
    for (let index = 0; index < read; index++) await reading.next()
    tab.leave()
    const after = await listen(tab.load(server), '/a')
    await server.encke.publish('/a', 4)
    await until(() => after.includes(4))
    expect(after).toEqual([1, 2, 3, 4].slice(read))
  })

  test('goes on where it was hidden, when the browser has discarded it since then without a word', async () => {
    const server = await serve()
    const tab = openTab()
    const before = await listen(tab.load(server), '/a')
    await server.encke.publish('/a', 1)
    await until(() => before.length === 1)
    tab.hide()
    await server.encke.publish('/a', 2)
    const after = await listen(tab.load(server), '/a')
    await server.encke.publish('/a', 3)
    await until(() => after.includes(3))
    expect(after).toEqual([2, 3])
  })

  test('goes on where it was hidden also when the network came back since then', async () => {
    const server = await serve()
    const tab = openTab()
    await listen(tab.load(server), '/a')
    tab.hide()
    tab.reconnect()
    await server.encke.publish('/a', 1)
    const after = await listen(tab.load(server), '/a')
    await until(() => after.length === 1)
    expect(after).toEqual([1])
  })

  test('hears on another server node, or a new log, what it has missed', async () => {
    const { server, tab } = await hearAndLeave()
    server.restart()
    const client = tab.load(server)
    const missed: unknown[] = []
    client.on('missed', ({ patterns, reason }) => missed.push([patterns, reason]))
    await listen(client, '/a')
    expect(missed).toEqual([[['/a'], 'reset']])
  })

  test('does not say goodbye when it goes; one that did not ask does', async () => {
    const server = await serve()
    for (const resume of [true, false]) {
      const tab = openTab()
      await listen(tab.load(server, resume), '/a')
      tab.leave()
      expect(tab.byes).toHaveLength(resume ? 0 : 1)
    }
  })

  test('goes on with a subscription though another one to the same channel is to begin with the oldest', async () => {
    const { server, tab } = await hearAndLeave()
    const client = tab.load(server)
    const before = await listen(client, '/a')
    server.meddle = () => true
    client.subscribe('/a', () => {}, { since: 'oldest' })
    tab.leave()
    server.meddle = () => false
    await server.encke.publish('/a', 2)
    const after = await listen(tab.load(server), '/a')
    await server.encke.publish('/a', 3)
    await until(() => after.includes(3))
    expect([before, after]).toEqual([[], [2, 3]])
  })

  test('begins now with a subscription that says so, or that the page before did not have', async () => {
    const server = await serve()
    const tab = openTab()
    await listen(tab.load(server), '/a')
    tab.leave()
    await server.encke.publish('/a', 1)
    await server.encke.publish('/b', 1)
    const client = tab.load(server)
    const got: unknown[] = []
    await Promise.all([
      client.subscribe('/a', ({ data }) => got.push(data), { since: 'latest' }).ready,
      client.subscribe('/b', ({ data }) => got.push(data)).ready,
    ])
    await server.encke.publish('/b', 2)
    await until(() => got.length > 0)
    expect(got).toEqual([2])
  })
})

describe('what one page leaves', () => {
  test('is taken once: a duplicated tab begins anew', async () => {
    const server = await serve()
    const storage = createStorage()
    const tab = openTab(storage)
    await listen(tab.load(server), '/a')
    tab.leave()
    await server.encke.publish('/a', 1)
    const after = await listen(tab.load(server), '/a')
    const copy = await listen(openTab(storage).load(server), '/a')
    await server.encke.publish('/a', 2)
    await until(() => copy.length > 0 && after.length > 1)
    expect([after, copy]).toEqual([[1, 2], [2]])
  })

  test.each([
    ['is forbidden', () => fail('SecurityError')],
    ['is damaged', () => '{"places":3'],
    ['is something else', () => '[]'],
    ['is of another version', () => '{"places":{},"publications":[null,{"to":"/a"}]}'],
    ['has places that are none', () => '{"places":{"/a":"there"},"publications":[]}'],
    ['has a number that is none', () => left({ number: 'x' })],
    ['has a number that is too high', () => left({ number: 1e300 })],
    ['has data that is none', () => left({ data: '}{' })],
    ['has data that is no text', () => left({ data: 5 })],
    ['has a channel that is none', () => left({ channel: {} })],
  ])('does no harm where it %s', async (_, getItem) => {
    const server = await serve()
    const tab = openTab({ getItem, setItem: getItem })
    const client = tab.load(server)
    const got = await listen(client, '/a')
    await server.encke.publish('/a', 1)
    await until(() => got.length === 1)
    await client.publish('/a', 2)
    await until(() => got.length === 2)
    tab.leave()
  })
})

/** What somebody has written in the place of what a page leaves. */
const left = (publication: object) =>
  JSON.stringify({
    places: {},
    publications: [{ owner: 'k'.repeat(22), channel: '/a', data: '1', number: 1, ...publication }],
  })

test.each([
  ['within ten seconds goes on where the page before left off', 9999, place(5)],
  ['after that begins now', 10_000, 'latest'],
])('after a reload, what is subscribed to %s', async (_, later, own) => {
  const clock = virtualEnvironment()
  clock.tabStorage.setItem(
    'encke http://server.test/encke',
    JSON.stringify({ places: { '/a': place(5) }, publications: [] }),
  )
  let passed = 0
  const world = openClient({ resume: true, environment: { ...clock, now: () => clock.now() + passed } })
  passed = later
  world.client.subscribe('/a', () => {})
  await turn()
  expect(world.link.batch).toMatchObject([{ ext: { encke: { own: { '/a': own } } } }])
})
