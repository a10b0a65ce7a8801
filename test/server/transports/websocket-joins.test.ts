import { describe, expect, test } from 'vitest'
import { answerTo, find, join, rejoin, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { newKey } from '../../support/wire'

describe('a lower join number on a second socket', () => {
  test('is answered stale; a higher one then takes the session, and the first socket is told', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 5 })
    const second = await join(server, { key, join: 3 })
    expect(second.frames).toEqual([
      [expect.objectContaining({ successful: true, ext: { encke: { join: 3, stale: 5 } } })],
    ])
    server.encke.publish('/a', 'for the first')
    await until(() => first.data().length)
    expect(second.data()).toEqual([])

    second.say(rejoin(key, 6))
    await answerTo(second, 'r')
    expect(find(second, 'r')).toMatchObject({ successful: true, ext: { encke: { join: 6 } } })
    await until(() => first.frames.flat().some(({ ext }) => ext?.encke && 'moved' in ext.encke))
    expect(first.frames.at(-1)).toMatchObject([{ channel: '/meta/connect', ext: { encke: { moved: 6 } } }])
    server.encke.publish('/a', 'for the second')
    await until(() => second.data().length)
    expect(second.data()).toEqual(['for the second'])
    expect(first.data()).toEqual(['for the first'])
    expect(server.encke.sessions).toBe(1)
  })

  test('leaves the first socket open, to take the session back', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 1 })
    const second = await join(server, { key, join: 2 })
    first.say(rejoin(key, 3))
    await answerTo(first, 'r')
    server.encke.publish('/a', 'back')
    await until(() => first.data().length)
    expect(second.data()).toEqual([])
    expect(second.frames.at(-1)).toMatchObject([{ ext: { encke: { moved: 3 } } }])
  })

  test('may end without harm to the session', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 5 })
    const second = await join(server, { key, join: 3 })
    second.close()
    await until(() => server.ends[1]?.destroyed)
    server.encke.publish('/a', 'still here')
    await until(() => first.data().length)
  })
})
