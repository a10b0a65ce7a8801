import { describe, expect, test, vi } from 'vitest'
import { fateOf, openClient } from '../support/client'
import { turn } from '../support/environment'

const code = (word: string) => expect.objectContaining({ name: 'EnckeError', code: word })

describe('publish', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular

  test.each([
    ['without a slash', 'chat', 1, 'bad-channel'],
    ['to a pattern', '/chat/*', 1, 'bad-channel'],
    ['to a deep pattern', '/**', 1, 'bad-channel'],
    ['of nothing', '/a', undefined, 'bad-data'],
    ['of a function', '/a', () => {}, 'bad-data'],
    ['of a symbol', '/a', Symbol('a'), 'bad-data'],
    ['of a circle', '/a', circular, 'bad-data'],
    ['of a bigint', '/a', 1n, 'bad-data'],
    ['of too much', '/a', 'x'.repeat(262_143), 'too-large'],
  ])('%s rejects', async (_, channel, data, word) => {
    const { client } = openClient()
    await expect(client.publish(channel, data)).rejects.toEqual(code(word))
  })

  test('of as much as there may be is taken', async () => {
    expect(await fateOf(openClient().client.publish('/a', 'x'.repeat(262_142)))).toBe('waits')
  })

  test('of null, 0, false and the empty text is taken', async () => {
    const { client } = openClient()
    for (const data of [null, 0, false, '']) expect(await fateOf(client.publish('/a', data))).toBe('waits')
  })

  test('beyond a thousand rejects with queue-full where no bound is named', async () => {
    const world = openClient()
    const fates = Array.from({ length: 1001 }, () => fateOf(world.client.publish('/a', 1)))
    expect(new Set(await Promise.all(fates.slice(0, -1)))).toEqual(new Set(['waits']))
    expect(await fates.at(-1)).toBe('queue-full')
  })

  test('beyond the bound rejects with queue-full, and fits again when one was answered', async () => {
    const world = openClient({ queueLimit: 2 })
    await world.online()
    const publish = () => fateOf(world.client.publish('/a', 1))
    expect([await publish(), await publish(), await publish()]).toEqual(['waits', 'waits', 'queue-full'])
    world.request.confirm()
    expect(await publish()).toBe('waits')
  })

  test('on a closed client rejects with closed', async () => {
    const { client } = openClient()
    await client.close()
    await expect(client.publish('/a', 1)).rejects.toEqual(code('closed'))
  })

  test('with a signal that aborts before it is sent rejects with aborted, and is not sent', async () => {
    const abort = new AbortController()
    const world = openClient()
    const withdrawn = world.client.publish('/a', 1, { signal: abort.signal })
    const kept = world.client.publish('/a', 2)
    await turn()
    abort.abort()
    expect(await fateOf(withdrawn)).toBe('aborted')
    await world.online()
    expect(world.request.batch.map(({ data }) => data)).toEqual([2])
    world.request.confirm()
    await kept
  })

  test('with a signal that aborts after it was sent goes on', async () => {
    const abort = new AbortController()
    const world = openClient()
    await world.online()
    const sent = world.client.publish('/a', 1, { signal: abort.signal })
    await turn()
    abort.abort()
    expect(await fateOf(sent)).toBe('waits')
    world.request.confirm()
    await sent
  })

  test('lets go of its signal when it is answered', async () => {
    const { signal } = new AbortController()
    const remove = vi.spyOn(signal, 'removeEventListener')
    const world = openClient()
    await world.online()
    const sent = world.client.publish('/a', 1, { signal })
    await turn()
    world.request.confirm()
    await sent
    expect(remove).toHaveBeenCalledOnce()
  })

  test('with a signal that was aborted before rejects with aborted', async () => {
    const { client } = openClient()
    await expect(client.publish('/a', 1, { signal: AbortSignal.abort() })).rejects.toEqual(code('aborted'))
  })

  test('to a meta channel rejects with bad-channel', async () => {
    expect(await fateOf(openClient().client.publish('/meta/disconnect', {}))).toBe('bad-channel')
  })
})
