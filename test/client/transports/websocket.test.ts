import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { currentEnvironment } from '../../../src/client/environment'
import { connect, websocket } from '../../../src/core'
import { startBadProxy } from '../../proxy/bad-proxy'
import { closeLater, serve } from '../../support/close-later'
import { virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'
import { until } from '../../support/until'

/**
 * A client that has WebSocket only, through a proxy, with what its requests offered and how many frames it has sent.
 * @param forgetful - something has put a WebSocket in the place of the browser's that knows nothing of subprotocols
 */
async function listen(forgetful = false) {
  const server = await serve()
  const proxy = closeLater(await startBadProxy({ upstream: server.origin }))
  const got: unknown[] = []
  const offered: string[][] = []
  let sent = 0
  class Watched extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, forgetful ? [] : protocols)
      offered.push(protocols)
    }
    override send(text: string) {
      sent++
      super.send(text)
    }
  }
  const environment = { ...currentEnvironment(), WebSocket: Watched as never }
  const client = closeLater(connect(`${proxy.url}/encke`, { transports: [websocket()], environment }))
  const hear = async (channel: string, data: string) => {
    await server.encke.publish(channel, data)
    await until(() => got.includes(data), `${data} comes`)
  }
  const subscribe = (pattern: string) => client.subscribe(pattern, ({ data }) => got.push(data)).ready
  await subscribe('/a')
  return {
    ...{ proxy, offered, hear, subscribe },
    get sent() {
      return sent
    },
  }
}

const joinsByRequest = ['encke', expect.stringMatching(/^encke\.[\w%!*'.~-]+$/)]

test('a session that lost its socket joins by the request that opens the next one', async () => {
  const { proxy, offered, hear, ...session } = await listen()
  const { sent } = session
  expect(offered).toEqual([[]])
  for (const cut of [1, 2, 3]) {
    proxy.cut()
    await hear('/a', `after cut ${cut}`)
    expect(offered[cut]).toEqual(joinsByRequest)
  }
  expect(session.sent).toBe(sent)
})

test('a subscription in whatever alphabet goes with the request, as it is', async () => {
  const { proxy, offered, hear, subscribe } = await listen()
  proxy.cut()
  await subscribe('/(~!@$-_)')
  await hear('/(~!@$-_)', 'here')
  expect(offered[1]).toEqual(joinsByRequest)
})

test('a join that is too long for a request header goes as the first frame', async () => {
  const { proxy, offered, hear, subscribe } = await listen()
  proxy.cut()
  await Promise.all(Array.from({ length: 200 }, (_, number) => subscribe(`/one/of/many/${number}`)))
  await hear('/one/of/many/199', 'here')
  expect(offered).toEqual([[], []])
})

test('where a proxy removes what the request offers, the join goes as the first frame; after two failures for good', async () => {
  const { proxy, offered, hear } = await listen()
  proxy.set({ strip: ['Sec-WebSocket-Protocol'] })
  for (const tries of [2, 2, 1, 1]) {
    const before = offered.length
    proxy.cut()
    await hear('/a', `after ${before}`)
    expect(offered.slice(before)).toEqual([joinsByRequest, []].slice(-tries))
  }
})

test('where the request does not offer what it was told to, the join goes as the first frame, on the same socket', async () => {
  const { proxy, offered, hear } = await listen(true)
  const began = performance.now()
  proxy.cut()
  await hear('/a', 'after the cut')
  expect(offered).toEqual([[], joinsByRequest])
  expect(performance.now() - began).toBeLessThan(5000)
})

test('a request that was cut by chance is no reason to give up joining by requests', async () => {
  const { proxy, offered, hear } = await listen()
  for (let round = 0; round < 3; round++) {
    const before = offered.length
    proxy.set({ upgrade: 'refuse-400' })
    proxy.cut()
    await until(() => offered.length > before)
    proxy.set({})
    await hear('/a', `after refusal ${round}`)
    proxy.cut()
    await hear('/a', `after cut ${round}`)
    expect(offered.at(-1)).toEqual(joinsByRequest)
  }
})

test.each([
  [1001, undefined],
  [1006, 'the socket was closed: 1006 '],
])('a server that stops says so, which is an end in good order; another end is none (%i)', (code, message) => {
  let closes = (_: Partial<CloseEvent>) => {}
  class Fake {
    close() {}
    send() {}
    set onopen(open: () => void) {
      open()
    }
    set onclose(heard: typeof closes) {
      closes = heard
    }
  }
  const closed = vi.fn()
  const target = targetIn(virtualEnvironment({ WebSocket: Fake as never }))
  websocket().open(target, [{ channel: '/meta/connect' }], { messages() {}, alive() {}, closed })
  closes({ code, reason: '' })
  expect(closed).toHaveBeenCalledOnce()
  expect(closed.mock.calls[0]?.[0]?.message).toBe(message)
})
