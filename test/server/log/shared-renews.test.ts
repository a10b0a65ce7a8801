import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { numbers } from '../../support/numbers'
import { epoch, fakeStore, open } from './fake-store'

describe('a log that mirrors a store', () => {
  test('renews what the store knows of each session that lives every ten minutes, a few at a time', async () => {
    const store = fakeStore()
    let time = epoch
    const log = await open(store, 5, { now: () => time })
    for (const number of numbers(1000)) log.hold(`${number}`)
    log.hold('gone')
    log.release('gone')
    const renewed = () => store.asked.filter((call) => call.startsWith('renew'))
    for (let second = 1; second <= 660; second++) {
      const before = renewed().length
      time += 1000
      log.trim()
      expect(renewed().length - before).toBeLessThan(5)
    }
    expect(new Set(renewed()).size).toBe(1000)
    expect(renewed().length).toBeLessThan(1500)
  })

  test('renews each of them again and again, whatever becomes of that', async () => {
    const store = fakeStore()
    let time = epoch
    const log = await open(store, 5, { now: () => time })
    for (const number of numbers(100)) log.hold(`${number}`)
    const { renew } = store.store
    store.store.renew = (key) => renew(key).then(() => Promise.reject(new EnckeError('busy', 'no')))
    for (const _ of numbers(3600)) {
      time += 1000
      log.trim()
    }
    const times = numbers(100).map((number) => store.asked.filter((call) => call === `renew ${number}`).length)
    expect(Math.min(...times)).toBeGreaterThan(5)
  })

  test('renews each of them once where it could not for an hour', async () => {
    const store = fakeStore()
    let time = epoch
    const log = await open(store, 5, { now: () => time })
    for (const number of numbers(100)) log.hold(`${number}`)
    time += 3_600_000
    log.trim()
    const renewed = store.asked.filter((call) => call.startsWith('renew'))
    expect([renewed.length, new Set(renewed).size]).toEqual([100, 100])
  })

  test('renews what it knows of a session for as long as anybody holds it', async () => {
    const store = fakeStore()
    let time = epoch
    const log = await open(store, 5, { now: () => time })
    const renewed = () => {
      const before = store.asked.length
      for (const _ of numbers(3)) {
        time += 600_000
        log.trim()
      }
      return store.asked.slice(before).includes('renew twice')
    }
    for (const _ of numbers(2)) log.hold('twice')
    log.release('twice')
    expect(renewed()).toBe(true)
    log.release('twice')
    expect(renewed()).toBe(false)
  })
})
