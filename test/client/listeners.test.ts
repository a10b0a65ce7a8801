import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createListeners } from '../../src/client/listeners'

interface Events {
  news(text: string, number: number): void
  other(): void
}

const reported: unknown[] = []
beforeEach(() => {
  reported.length = 0
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
})
afterEach(() => vi.unstubAllGlobals())

describe('listeners', () => {
  test('hear their own event, with its arguments, in the order in which they came', () => {
    const listeners = createListeners<Events>(['news', 'other'])
    const heard: unknown[] = []
    listeners.on('news', (...all) => heard.push(['first', ...all]))
    listeners.on('news', (...all) => heard.push(['second', ...all]))
    listeners.on('other', () => heard.push('other'))
    listeners.emit('news', 'hi', 1)
    expect(heard).toEqual([
      ['first', 'hi', 1],
      ['second', 'hi', 1],
    ])
  })

  test('that throw hurt nobody else; what they throw is reported', () => {
    const listeners = createListeners<Events>(['news', 'other'])
    const error = new Error('mine')
    const heard = vi.fn()
    listeners.on('other', () => {
      throw error
    })
    listeners.on('other', heard)
    expect(() => listeners.emit('other')).not.toThrow()
    expect(heard).toHaveBeenCalledOnce()
    expect(reported).toEqual([error])
  })

  test('that throw where there is no reportError are written to the console', () => {
    vi.stubGlobal('reportError', undefined)
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const listeners = createListeners<Events>(['news', 'other'])
    listeners.on('other', () => {
      throw 'mine'
    })
    listeners.emit('other')
    expect(log).toHaveBeenCalledWith('mine')
    log.mockRestore()
  })

  test('hear nothing more once they are taken off, also twice', () => {
    const listeners = createListeners<Events>(['news', 'other'])
    const heard = vi.fn()
    const off = listeners.on('other', heard)
    off()
    off()
    listeners.emit('other')
    expect(heard).not.toHaveBeenCalled()
  })

  test('may take themselves off, or put others on, while they are called', () => {
    const listeners = createListeners<Events>(['news', 'other'])
    const [second, third] = [vi.fn(), vi.fn()]
    const off = listeners.on('other', () => {
      off()
      listeners.on('other', third)
    })
    listeners.on('other', second)
    listeners.emit('other')
    expect([second.mock.calls.length, third.mock.calls.length]).toEqual([1, 0])
    listeners.emit('other')
    expect([second.mock.calls.length, third.mock.calls.length]).toEqual([2, 1])
  })

  test('to what there is not are told what there is', () => {
    const listeners = createListeners<Events>(['news', 'other'])
    expect(() => listeners.on('old' as never, undefined as never)).toThrow('no event old; there are news, other')
  })

  test('to nothing are no trouble', () => {
    expect(() => createListeners<Events>(['news', 'other']).emit('other')).not.toThrow()
  })
})
