import { describe, expect, test } from 'vitest'
import { currentEnvironment, type Environment, type Life } from '../../src/client/environment'
import { type Client, connect, type Event } from '../../src/index'
import { closeLater, serve } from '../support/close-later'
import type { TestServer } from '../support/server'
import { until } from '../support/until'

/** A browser's tab, in which one page follows another. */
function openTab(storage: Environment['tabStorage'] = memory()) {
  let tell = (_: Life) => {}
  const byes: string[] = []

  return {
    byes,
    /** The next page; the one before is gone, with all that it had. */
    load(server: TestServer, resume = true): Client {
      const environment: Environment = {
        ...currentEnvironment(),
        tabStorage: storage,
        beacon: (_, text) => void byes.push(text),
        onLife(listener) {
          tell = listener
        },
      }
      return closeLater(connect(server.url, { transports: ['long-polling'], resume, environment }))
    },
    /** Lets the page that is left do nothing more; returns what brings it back. */
    leave() {
      const told = tell
      tell('leave')
      tell('rest')
      tell = () => {}
      return () => told('return')
    },
  }
}

function memory(): Environment['tabStorage'] {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

function fail(what: string): never {
  throw new Error(what)
}

/** The server takes what comes, and its answers are lost. */
function loseAnswers(server: TestServer) {
  server.meddle = (_, response) => {
    response.end = () => response.destroy()
    return false
  }
}

/** Subscribes, and collects what comes. */
async function listen(client: Client, pattern: string) {
  const got: unknown[] = []
  await client.subscribe(pattern, (event: Event) => got.push(event.data)).ready
  return got
}

const all = (server: TestServer, pattern: string) => {
  const got: unknown[] = []
  server.encke.subscribe(pattern, ({ data }) => got.push(data))
  return got
}

/** A tab whose first page is online, and all that the server gets on `/a`. */
async function begin() {
  const server = await serve()
  const got = all(server, '/a')
  const tab = openTab()
  const first = tab.load(server)
  await listen(first, '/b')
  return { server, got, tab, first }
}

/** The same, but the server does not answer any more. */
async function cutOff() {
  const begun = await begin()
  const { server, first } = begun
  server.meddle = () => true
  server.cut()
  await until(() => first.state === 'offline')
  return begun
}

/** A tab whose first page has got what was published, and is left. */
async function hearAndLeave() {
  const server = await serve()
  const tab = openTab()
  const before = await listen(tab.load(server), '/a')
  await server.encke.publish('/a', 1)
  await until(() => before.length === 1)
  tab.leave()
  return { server, tab, before }
}

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

  test('hears on another server node, or a new log, what it has missed', async () => {
    const { server, tab } = await hearAndLeave()
    server.restart()
    const client = tab.load(server)
    const missed: unknown[] = []
    client.on('missed', ({ patterns, reason }) => missed.push([patterns, reason]))
    await listen(client, '/a')
    expect(missed).toEqual([[['/a'], 'reset']])
  })

  test('publishes what had found no answer, once, under the numbers that it had', async () => {
    const { server, got, tab, first } = await begin()
    await first.publish('/a', 0)
    loseAnswers(server)
    for (const number of [1, 2, 3]) first.publish('/a', number).catch(() => {})
    await until(() => got.length === 4)
    tab.leave()
    server.meddle = () => false
    const second = tab.load(server)
    await second.publish('/a', 4)
    expect(got).toEqual([0, 1, 2, 3, 4])
  })

  test('goes on although another client was made and closed in the same turn, as React does in development', async () => {
    const { server, got, tab, first } = await begin()
    const heard = await listen(first, '/c')
    await first.publish('/a', 0)
    await server.encke.publish('/c', 1)
    await until(() => heard.length === 1)
    server.meddle = () => true
    server.cut()
    await until(() => first.state === 'offline')
    first.publish('/a', 1).catch(() => {})
    tab.leave()
    server.meddle = () => false
    await server.encke.publish('/c', 2)
    const errors: unknown[] = []
    const closed = tab.load(server)
    closed.on('error', (error) => errors.push(error))
    closed.close()
    const second = tab.load(server)
    const after = await listen(second, '/c')
    await second.publish('/a', 2)
    await until(() => after.length === 1)
    expect([got, after, errors]).toEqual([[0, 1, 2], [2], []])
  })

  test('publishes what had never been sent', async () => {
    const { server, got, tab, first } = await cutOff()
    first.publish('/a', 1).catch(() => {})
    first.publish('/a', 2).catch(() => {})
    tab.leave()
    server.meddle = () => false
    await tab.load(server).publish('/a', 3)
    expect(got).toEqual([1, 2, 3])
  })

  test('that is brought back leaves its publications to the page that has them now', async () => {
    const { server, got, tab, first } = await cutOff()
    const published = first.publish('/a', 1)
    const back = tab.leave()
    server.meddle = () => false
    await tab.load(server).publish('/a', 2)
    back()
    await expect(published).rejects.toMatchObject({ code: 'delivery-unknown' })
    await first.publish('/a', 3)
    expect(got).toEqual([1, 2, 3])
  })

  test.each([
    ['it', ['leave', 'back']],
    ['it, which is let go later', ['back', 'leave']],
  ])('that is brought back goes on with what the page after %s has left', async (_, order) => {
    const { server, got, tab } = await begin()
    const back = tab.leave()
    const second = tab.load(server)
    await second.publish('/a', 1)
    server.meddle = () => true
    server.cut()
    await until(() => second.state === 'offline')
    second.publish('/a', 2).catch(() => {})
    const acts = { back, leave: tab.leave }
    for (const act of order) acts[act as 'back' | 'leave']()
    server.meddle = () => false
    await until(() => got.length === 2)
    expect(got).toEqual([1, 2])
  })

  test('that is brought back, and could leave nothing because the storage is full, goes on with them itself', async () => {
    const server = await serve()
    const got = all(server, '/a')
    const full = { ...memory(), setItem: () => fail('full') }
    const tab = openTab(full)
    const first = tab.load(server)
    await listen(first, '/b')
    server.meddle = () => true
    server.cut()
    await until(() => first.state === 'offline')
    const published = first.publish('/a', 1)
    const back = tab.leave()
    server.meddle = () => false
    back()
    await published
    expect(got).toEqual([1])
  })

  test('that is brought back, and may not look into the storage any more, goes on all the same', async () => {
    const server = await serve()
    const storage = memory()
    const tab = openTab(storage)
    const first = tab.load(server)
    await listen(first, '/b')
    const back = tab.leave()
    storage.getItem = () => fail('denied')
    back()
    await first.publish('/a', 1)
  })

  test('that is brought back, and nobody has taken over, goes on with them itself', async () => {
    const { server, got, tab, first } = await cutOff()
    const published = first.publish('/a', 1)
    const back = tab.leave()
    server.meddle = () => false
    back()
    await published
    await tab.load(server).publish('/a', 2)
    expect(got).toEqual([1, 2])
  })

  test('says so when the server no longer knows what became of a publication, and goes on', async () => {
    const { server, got, tab, first } = await begin()
    loseAnswers(server)
    first.publish('/a', 1).catch(() => {})
    await until(() => got.length === 1)
    tab.leave()
    server.meddle = () => false
    server.restart()
    const later = all(server, '/a')
    const second = tab.load(server)
    const errors: string[] = []
    second.on('error', ({ code }) => errors.push(code))
    await second.publish('/a', 2)
    expect(later).toEqual([2])
    // A request may have met the restart.
    expect(errors.filter((code) => code !== 'no-transport')).toEqual(['delivery-unknown'])
  })

  test('says so of what was under way at a plain server, which knows no numbers', async () => {
    const server = await serve()
    const got = all(server, '/a')
    const storage = memory()
    const publications = [
      { channel: '/a', data: '1', number: 1 },
      { channel: '/a', data: '2' },
    ]
    storage.setItem(`encke ${server.url}`, JSON.stringify({ places: {}, publications }))
    const page = openTab(storage).load(server)
    const errors: string[] = []
    page.on('error', ({ code }) => errors.push(code))
    await page.publish('/a', 3)
    expect([got, errors]).toEqual([[2, 3], ['delivery-unknown']])
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
    const storage = memory()
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
    [
      'is forbidden',
      () => {
        throw new Error('SecurityError')
      },
    ],
    ['is damaged', () => '{"places":3'],
    ['is something else', () => '[]'],
  ])('does no harm where it %s', async (_, getItem) => {
    const server = await serve()
    const tab = openTab({ getItem, setItem: getItem })
    const got = await listen(tab.load(server), '/a')
    await server.encke.publish('/a', 1)
    await until(() => got.length === 1)
    tab.leave()
  })
})
