import { describe, expect, onTestFinished, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { createMemoryLog } from '../../src/server/index'
import { serve } from '../support/close-later'
import { until } from '../support/until'

describe('what the server publishes', () => {
  test('and nobody awaits does not end the process when the log cannot take it; a mistake is seen', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown) => void unhandled.push(error)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note)
    onTestFinished(() => {
      process.off('unhandledRejection', note)
      for (const other of others) process.on('unhandledRejection', other)
    })
    const log = createMemoryLog()
    const { encke } = await serve({
      log: { ...log, append: () => Promise.reject(new EnckeError('busy', 'the log cannot be reached')) },
    })
    encke.publish('/a', 1)
    encke.publish('no channel', 1)
    await until(() => unhandled.length)
    expect(unhandled).toEqual([expect.objectContaining({ code: 'bad-channel' })])
    await expect(encke.publish('/a', 1)).rejects.toMatchObject({ code: 'busy' })
  })
})

test('the server itself publishes to channels only, and not to those that are for itself', async () => {
  const server = await serve()
  const heard: unknown[] = []
  server.encke.subscribe('/**', (event) => heard.push(event))
  for (const channel of [undefined as never, '', 'a', '/a/*', '/meta/connect', '/', '/service/a']) {
    await expect(server.encke.publish(channel, 1)).rejects.toMatchObject({ code: 'bad-channel' })
  }
  await expect(server.encke.publish('/a.b', 1)).rejects.toThrow(/A-Z a-z 0-9 .* not to \/a\.b/)
  expect(() => server.encke.subscribe('/a/*/b', () => {})).toThrow(/\* or \*\* only at the end.* not to \/a\/\*\/b/)
  const around: { itself?: object } = {}
  around.itself = around
  for (const data of [undefined, () => {}, Symbol('x'), 1n, around]) {
    await expect(server.encke.publish('/a', data)).rejects.toMatchObject({ code: 'bad-data' })
  }
  await server.encke.publish('/a', 'good')
  await until(() => heard.length)
  expect(heard).toMatchObject([{ channel: '/a', data: 'good' }])
})
