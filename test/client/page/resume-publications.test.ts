import { describe, expect, test } from 'vitest'
import { serve } from '../../support/close-later'
import { turn } from '../../support/environment'
import { createStorage } from '../../support/storage'
import { begin, cutOff, goOffline, listen, loseAnswers, openTab, takenBy } from '../../support/tab'
import { until } from '../../support/until'

describe('after a reload, a page that asked for it', () => {
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
    await goOffline(server, first)
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

  test('publishes what one that was never online could not send, which is hidden as it goes', async () => {
    const server = await serve()
    const got = takenBy(server, '/a')
    server.meddle = () => true
    const tab = openTab()
    const first = tab.load(server)
    first.publish('/a', 1).catch(() => {})
    await turn()
    tab.leave()
    server.meddle = () => false
    await tab.load(server).publish('/a', 2)
    expect(got).toEqual([1, 2])
  })

  test('publishes once what was under way when it was hidden, though that has been answered since, and it was discarded then', async () => {
    const { server, got, tab, first } = await begin()
    loseAnswers(server)
    first.publish('/a', 1).catch(() => {})
    await until(() => got.length === 1)
    tab.hide()
    server.meddle = () => false
    await first.publish('/a', 2)
    await tab.load(server).publish('/a', 3)
    expect(got).toEqual([1, 2, 3])
  })

  test('publishes once what was sent only after it had been hidden, before it was discarded', async () => {
    const { server, got, tab, first } = await cutOff()
    const published = first.publish('/a', 1)
    tab.hide()
    server.meddle = () => false
    await published
    await tab.load(server).publish('/a', 2)
    expect(got).toEqual([1, 2])
  })

  test.each([
    ['had never been online', false],
    ['was online, and whose last words were lost,', true],
  ])('publishes what one that %s published as it went', async (_, online) => {
    const server = await serve()
    const got = takenBy(server, '/a')
    server.meddle = () => !online
    const tab = openTab()
    const first = tab.load(server)
    await (online ? listen(first, '/b') : turn())
    tab.leave()
    for (const number of [1, 2]) first.publish('/a', number).catch(() => {})
    await turn()
    server.meddle = () => false
    await tab.load(server).publish('/a', 3)
    expect(got).toEqual([1, 2, 3])
  })

  test('says so when the server no longer knows what became of a publication, and goes on', async () => {
    const { server, got, tab, first } = await begin()
    loseAnswers(server)
    first.publish('/a', 1).catch(() => {})
    await until(() => got.length === 1)
    tab.leave()
    server.meddle = () => false
    server.restart()
    const later = takenBy(server, '/a')
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
    const got = takenBy(server, '/a')
    const storage = createStorage()
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
})
