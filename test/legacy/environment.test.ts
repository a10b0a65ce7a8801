// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { legacyEnvironment } from '../../src/legacy/environment'

afterEach(() => vi.unstubAllGlobals())

test('a clock that is set back stands still', () => {
  vi.stubGlobal('performance', {})
  const date = vi.spyOn(Date, 'now')
  const { now, dispose } = legacyEnvironment()
  const times = [5, 9, 3, 10].map((time) => {
    date.mockReturnValue(time)
    return now()
  })
  expect(times).toEqual([5, 9, 9, 10])
  date.mockRestore()
  dispose()
})

test('secrets come from what Internet Explorer 11 calls msCrypto', () => {
  vi.stubGlobal('msCrypto', globalThis.crypto)
  vi.stubGlobal('crypto', undefined)
  expect(legacyEnvironment().secret()).toMatch(/^[\w-]{22}$/)
})

test('a fetch that cannot be ended is not used', () => {
  expect(legacyEnvironment().fetch).toBeDefined()
  const { AbortController } = globalThis
  Reflect.deleteProperty(globalThis, 'AbortController')
  expect(legacyEnvironment().fetch).toBeUndefined()
  globalThis.AbortController = AbortController
})
