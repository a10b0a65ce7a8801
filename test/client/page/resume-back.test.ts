import { describe, expect, test } from 'vitest'
import { serve } from '../../support/close-later'
import { turn } from '../../support/environment'
import { createStorage } from '../../support/storage'
import { begin, cutOff, fail, goOffline, openTab, takenBy } from '../../support/tab'
import { until } from '../../support/until'

describe('a page that was left and is brought back', () => {
  test('leaves its publications to the page that has them now', async () => {
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

  test('does not say of what it had never sent, and the page after it has, that it was never sent', async () => {
    const server = await serve()
    const got = takenBy(server, '/a')
    server.meddle = () => true
    const tab = openTab()
    const first = tab.load(server)
    await turn()
    const published = first.publish('/a', 1)
    const back = tab.leave()
    server.meddle = () => false
    await tab.load(server).publish('/a', 2)
    back()
    await expect(published).rejects.toMatchObject({ code: 'delivery-unknown' })
    expect(got).toEqual([1, 2])
  })

  test('publishes what it is told to as it comes back', async () => {
    const { server, got, tab, first } = await begin()
    const back = tab.leave()
    await tab.load(server).publish('/a', 1)
    tab.leave()
    back()
    await first.publish('/a', 2)
    expect(got).toEqual([1, 2])
  })

  test.each([
    ['it', ['leave', 'back']],
    ['it, which is let go later,', ['back', 'leave']],
  ])('goes on with what the page after %s has left', async (_, order) => {
    const { server, got, tab } = await begin()
    const back = tab.leave()
    const second = tab.load(server)
    await second.publish('/a', 1)
    await goOffline(server, second)
    second.publish('/a', 2).catch(() => {})
    const acts = { back, leave: tab.leave }
    for (const act of order) acts[act as 'back' | 'leave']()
    server.meddle = () => false
    await until(() => got.length === 2)
    expect(got).toEqual([1, 2])
  })

  test('and left again before it is quite there leaves what the page after it has left', async () => {
    const { server, got, tab } = await begin()
    const back = tab.leave()
    const second = tab.load(server)
    await second.publish('/a', 1)
    await goOffline(server, second)
    second.publish('/a', 2).catch(() => {})
    await turn()
    back()
    tab.leave()
    back.leave()
    server.meddle = () => false
    await tab.load(server).publish('/a', 3)
    expect(got).toEqual([1, 2, 3])
  })

  test('goes on with its publications itself where it could leave nothing because the storage is full', async () => {
    const full = { ...createStorage(), setItem: () => fail('full') }
    const { server, got, tab, first } = await cutOff(full)
    const published = first.publish('/a', 1)
    const back = tab.leave()
    server.meddle = () => false
    back()
    await published
    expect(got).toEqual([1])
  })

  test('goes on all the same where it may not look into the storage any more', async () => {
    const storage = createStorage()
    const { tab, first } = await begin(storage)
    const back = tab.leave()
    storage.getItem = () => fail('denied')
    back()
    await first.publish('/a', 1)
  })

  test('goes on with its publications itself where nobody has taken over', async () => {
    const { server, got, tab, first } = await cutOff()
    const published = first.publish('/a', 1)
    const back = tab.leave()
    server.meddle = () => false
    back()
    await published
    await tab.load(server).publish('/a', 2)
    expect(got).toEqual([1, 2])
  })
})
