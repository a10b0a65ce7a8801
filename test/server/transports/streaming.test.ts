import { afterEach, describe, expect, test, vi } from 'vitest'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { handshake } from '../../support/plain-client'
import { answerOf, begin, join, kinds, type Opened, serve, ticks, types } from '../../support/streams'
import { until } from '../../support/until'
import { joining, stream } from '../../support/wire'

afterEach(() => void vi.restoreAllMocks())

describe.each(types)('a stream by %s', (type) => {
  test('begins with as much padding as the join asks for', async () => {
    const server = await serve()
    const { begin } = kinds[type]!
    const none = await join(server, type)
    const before = none.text.indexOf(begin)
    for (const pad of [1, 5000, 65_536]) {
      const padded = await join(server, type, { pad })
      const more = padded.text.indexOf(begin) - before
      expect(more, `${pad}`).toBeGreaterThanOrEqual(pad)
      expect(more, `${pad}`).toBeLessThan(pad + 50)
      server.encke.publish('/a', pad)
      await until(() => padded.data().length)
      expect(padded.data()).toEqual([pad])
    }
  })

  test('has no more padding than 65,536 characters, whatever is asked for', async () => {
    const server = await serve()
    const padded = await join(server, type, { pad: 1e9 })
    const before = padded.text.indexOf(kinds[type]!.begin)
    expect(before).toBeGreaterThanOrEqual(65_536)
    expect(before).toBeLessThan(65_536 + 1200)
  })

  test.each([-1, -1e9, 0.5, 1e-9])('is answered when it asks for nonsense of padding: %j', async (pad) => {
    const complaints = vi.spyOn(console, 'error').mockReturnValue()
    const server = await serve()
    let answer: Opened | undefined
    // Refused or taken: either is an answer.
    begin(server, type, [joining(type, { pad })]).then(
      (link) => {
        answer = link
      },
      () => {},
    )
    await until(() => /"successful\\?":(true|false)/.test(answer?.text ?? ''), 'there is an answer')
    expect(complaints).not.toHaveBeenCalled()
  })

  test('is answered with all that there is, and ended, where the join asks for an answer at once', async () => {
    const server = await serve()
    const key = 'k'.repeat(22)
    const first = await join(server, type, { key })
    first.close()
    for (const number of numbers(100)) server.encke.publish('/a', number)
    const again = { channel: '/meta/connect', clientId: key, id: 'b', connectionType: type, advice: { timeout: 0 } }
    const { tail: at } = (answerOf(first).ext as { encke: { tail: string } }).encke
    const link = await begin(server, type, [{ ...again, ext: { encke: { join: 2, version: 0, at, runs: 1 } } }])
    await until(() => link.ended)
    expect(answerOf(link)).toMatchObject({ channel: '/meta/connect', successful: true })
    expect(link.data()).toEqual(numbers(100))
    expect(server.encke.sessions).toBe(1)
  })

  test('is ended, too, where such a join is told that a later one has the session', async () => {
    const server = await serve()
    const key = 'k'.repeat(22)
    await join(server, type, { key, join: 5 })
    const late = { channel: '/meta/connect', clientId: key, id: 'b', connectionType: type, advice: { timeout: 0 } }
    const link = await begin(server, type, [{ ...late, ext: { encke: { join: 3, version: 0 } } }])
    await until(() => link.ended)
    expect(answerOf(link).ext).toEqual({ encke: { join: 3, stale: 5 } })
  })

  test('brings 500 messages in order', async () => {
    const server = await serve()
    const link = await join(server, type)
    for (const number of numbers(500)) {
      server.encke.publish('/a', number)
      if (number % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => link.data().length >= 500)
    expect(link.data()).toEqual(numbers(500))
  })

  test('says nothing without need when its reader was slow and has caught up', async () => {
    const server = await serve()
    // More than a connection takes at once.
    const link = await join(server, type, { pad: 65_536 })
    for (const number of numbers(40)) {
      server.encke.publish('/a', `${number} ${'x'.repeat(20_000)}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => link.data().length === 40)
    server.encke.publish('/a', 'live')
    await until(() => link.data().includes('live'))
    expect(link.frames().filter((frame) => !frame.length)).toEqual([])
  })

  test('is to be followed by a fresh one after 131,072 characters, where the browser keeps them', async () => {
    const server = await serve()
    const link = await join(server, type)
    for (const number of numbers(40)) {
      server.encke.publish('/a', 'x'.repeat(5000))
      await until(() => link.data().length === number + 1)
    }
    expect(link.text.includes('rotate')).toBe(type === 'xhr-streaming' || type === 'iframe')
  })

  test('is to be followed by a fresh one at its age, also when nothing comes on it', async () => {
    const server = await serve({ wear: { age: 200 } })
    const link = await join(server, type)
    await until(() => link.text.includes('rotate'), 'it is told')
    await ticks(server, 2)
    server.encke.publish('/a', 1)
    await until(() => link.data().length)
    await ticks(server, 1)
    expect(link.text.match(/rotate/g), 'it is told once').toHaveLength(1)
  })
})

test('answers to what comes in the same request as a connect for a stream are not lost', async () => {
  const server = await serve()
  const clientId = await handshake(server, ['xhr-streaming'])
  const batch = [
    { channel: '/meta/subscribe', clientId, subscription: '/a', id: '1' },
    { channel: '/a', clientId, data: 'x', id: '2' },
    { channel: '/meta/connect', clientId, connectionType: 'xhr-streaming', id: '3' },
  ]
  const link = closeLater(await stream(server.url, batch))
  await until(() => link.text.includes('"data":"x"'))
  expect(
    link
      .batches()
      .flat()
      .map(({ id }) => id)
      .slice(0, 3),
  ).toEqual(['1', '2', '3'])
})
