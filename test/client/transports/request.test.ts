import { expect, test, vi } from 'vitest'
import type { Inlet, Transport } from '../../../src/client/link'
import { longestFrame } from '../../../src/client/transports/frames'
import { longPolling } from '../../../src/client/transports/long-polling'
import { multipart } from '../../../src/client/transports/multipart'
import { xhrStreaming } from '../../../src/client/transports/xhr-streaming'
import type { EnckeError } from '../../../src/protocol/errors'
import { turn, virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'
import { until } from '../../support/until'

/** What a link tells. */
function listen() {
  const told: (EnckeError | 'answer' | undefined)[] = []
  const inlet: Inlet = {
    messages: () => void told.push('answer'),
    alive() {},
    closed: (error) => void told.push(error),
  }
  return { told, inlet }
}

const tooLarge = { code: 'network', cause: { code: 'too-large' } }

test('an answer by fetch that never ends is given up before it fills the memory', async () => {
  let pulled = 0
  let cancelled = false
  const body = new ReadableStream({
    pull(controller) {
      pulled++
      controller.enqueue(new Uint8Array(1024 * 1024).fill(32))
    },
  })
  const fetch = (_: unknown, { signal }: RequestInit) => {
    signal?.addEventListener('abort', () => {
      cancelled = true
    })
    return Promise.resolve({ status: 200, body })
  }
  const environment = virtualEnvironment({ fetch: fetch as never })
  const { told, inlet } = listen()
  longPolling().open(targetIn(environment), [{ channel: '/meta/connect' }], inlet)
  await until(() => pulled > 16)
  await turn()
  environment.advance(0)
  expect(told).toMatchObject([tooLarge])
  expect(cancelled).toBe(true)
})

/** An XMLHttpRequest whose events the test makes, and what its link has told. */
function openXhr(transport: Transport) {
  const request = {
    ...{ open() {}, send() {}, setRequestHeader() {}, status: 200, responseText: '', aborted: false },
    ...{ onprogress(_: object) {}, onload() {}, onerror() {} },
    abort() {
      request.aborted = true
    },
  }
  function XMLHttpRequest() {
    return request
  }
  const environment = virtualEnvironment({ XMLHttpRequest: XMLHttpRequest as never })
  const { told, inlet } = listen()
  const alive = vi.fn()
  transport.open(targetIn(environment), [{ channel: '/meta/connect' }], { ...inlet, alive })
  return { request, told, alive }
}

test.each([longPolling(), xhrStreaming()])('one by XMLHttpRequest, too ($name)', (transport) => {
  const { request, told } = openXhr(transport)
  request.onprogress({ loaded: longestFrame })
  expect(told).toEqual([])
  request.onprogress({ loaded: longestFrame + 1 })
  expect(told).toMatchObject([tooLarge])
  expect(request.aborted).toBe(true)
})

test('an answer that comes slowly is a sign of life', () => {
  const { request, told, alive } = openXhr(longPolling())
  request.responseText = '['
  request.onprogress({ loaded: 1 })
  expect([told, alive.mock.calls]).toEqual([[], [[]]])
  request.responseText = '[{}]'
  request.onload()
  expect(told).toEqual(['answer', undefined])
})

test('a stream that ends without a line end, as one that is refused does, is read to its last word', () => {
  const { request, told } = openXhr(xhrStreaming())
  request.responseText = '[{"channel":"/meta/handshake","successful":false}]'
  request.onload()
  expect(told).toEqual(['answer', undefined])
})

test.each([longPolling(), xhrStreaming()])('a request that finds no answer ends its link ($name)', (transport) => {
  const { request, told } = openXhr(transport)
  request.onerror()
  expect(told).toMatchObject([{ code: 'network', message: 'POST http://server.test/encke failed' }])
})

test.each([
  [true, ['include', true]],
  [false, ['same-origin', false]],
])('cookies go to another origin where the page wants that: %s', (credentials, sent) => {
  const told: unknown[] = []
  const fetch = (_: unknown, { credentials }: RequestInit) => {
    told.push(credentials)
    return new Promise(() => {})
  }
  function Request() {
    return {
      open() {},
      setRequestHeader() {},
      send: function (this: XMLHttpRequest) {
        told.push(this.withCredentials)
      },
    }
  }
  for (const offers of [{ fetch }, { XMLHttpRequest: Request }]) {
    const target = targetIn(virtualEnvironment(offers as never), { credentials })
    longPolling().open(target, [{ channel: '/meta/connect' }], listen().inlet)
  }
  expect(told).toEqual(sent)
})

test('of an answer of many parts only what is a batch is read', async () => {
  const parts = '--b\r\nContent-Type: application/json\r\n\r\n[{}]\r\n--b\r\n'
  const environment = virtualEnvironment({ fetch: () => Promise.resolve(new Response(parts)) } as never)
  const { told, inlet } = listen()
  multipart().open(targetIn(environment), [{ channel: '/meta/connect' }], inlet)
  await until(() => told.length > 1)
  expect(told).toEqual(['answer', undefined])
})

test('what is wrong is told in the words of the server, however many pieces they come in', async () => {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of ['out of ', 'order']) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })
  const environment = virtualEnvironment({ fetch: () => Promise.resolve({ status: 500, body }) } as never)
  const { told, inlet } = listen()
  longPolling().open(targetIn(environment), [{ channel: '/meta/connect' }], inlet)
  await until(() => told.length)
  expect(told).toMatchObject([{ code: 'network', message: 'HTTP 500: out of order' }])
})
