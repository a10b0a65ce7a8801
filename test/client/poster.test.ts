import { expect, test } from 'vitest'
import { createPoster } from '../../src/client/poster'
import { EnckeError } from '../../src/protocol/errors'
import type { Message } from '../../src/protocol/message'
import { turn, virtualEnvironment } from '../support/environment'
import { fakeTransport, targetIn } from '../support/transport'

function setUp() {
  const environment = virtualEnvironment()
  const target = targetIn(environment)
  const transport = fakeTransport()
  const heard: string[] = []
  const failures: EnckeError[] = []
  const poster = createPoster(target, () => 10_000, {
    messages: (batch) => void heard.push(...batch.map(({ channel }) => channel)),
    failed: (error) => void failures.push(error),
  })
  /** Resolves when the turn is over. */
  const post = (channels: string[]) => {
    const batch: Message[] = channels.map((channel) => ({ channel }))
    poster.post(transport, batch)
    return turn()
  }
  const sent = () => transport.posted.map(({ batch }) => batch.map(({ channel }) => channel))
  return { environment, transport, poster, post, sent, heard, failures }
}

test('one request is under way; the rest waits and leaves as one batch', async () => {
  const { transport, post, sent } = setUp()
  await post(['/a'])
  await post(['/b', '/c'])
  await post(['/d'])
  expect(sent()).toEqual([['/a']])
  transport.posted[0]?.end()
  expect(sent()).toEqual([['/a'], ['/b', '/c', '/d']])
  transport.posted[1]?.end()
  expect(sent()).toHaveLength(2)
})

test('the first request leaves after whatever is opened in the same turn', async () => {
  const { post, sent } = setUp()
  const turnIsOver = post(['/a'])
  expect(sent()).toEqual([])
  await turnIsOver
  expect(sent()).toEqual([['/a']])
})

test('what is posted in one turn leaves as one request, also when what waited is given up', async () => {
  const { transport, poster, post, sent } = setUp()
  post(['/a'])
  poster.forget()
  post(['/b'])
  await post(['/c'])
  expect(sent()).toEqual([['/b', '/c']])
  transport.posted[0]?.end()
  expect(sent()).toHaveLength(1)
})

test('a request whose pieces are answered one by one has its time anew with each', async () => {
  const { environment, transport, post, failures } = setUp()
  await post(['/a'])
  for (let piece = 0; piece < 3; piece++) {
    environment.advance(9000)
    transport.posted[0]?.hear()
  }
  expect(failures).toEqual([])
  environment.advance(10_000)
  expect(failures).toMatchObject([{ code: 'timeout' }])
})

test('nothing to say makes no request', async () => {
  const { post, sent } = setUp()
  await post([])
  expect(sent()).toEqual([])
})

test('the answer is handed on', async () => {
  const { transport, post, heard } = setUp()
  await post(['/a'])
  transport.posted[0]?.hear({ channel: '/a' }, { channel: '/b' })
  expect(heard).toEqual(['/a', '/b'])
})

test('a request may take ten seconds, then it has failed and is let go of', async () => {
  const { environment, transport, post, failures } = setUp()
  await post(['/a'])
  environment.advance(9_999)
  expect(failures).toEqual([])
  environment.advance(1)
  expect(failures).toMatchObject([{ code: 'timeout' }])
  expect(transport.posted[0]?.closed).toBe(true)
  expect(environment.timers).toBe(0)
})

test('each request has ten seconds of its own', async () => {
  const { environment, transport, post, failures } = setUp()
  await post(['/a'])
  await post(['/b'])
  environment.advance(9_000)
  transport.posted[0]?.end()
  environment.advance(9_000)
  expect(failures).toEqual([])
  transport.posted[1]?.end()
  expect(environment.timers).toBe(0)
})

test('a failure is told once, with its reason, and what waited is not sent by itself', async () => {
  const { environment, transport, post, sent, failures } = setUp()
  const error = new EnckeError('network', 'gone')
  await post(['/a'])
  await post(['/b'])
  transport.posted[0]?.end(error)
  environment.advance(60_000)
  expect(failures).toEqual([error])
  expect(sent()).toEqual([['/a']])
  await post(['/c'])
  expect(sent()).toEqual([['/a'], ['/c']])
})

test('to forget lets go of what is under way and of what waits', async () => {
  const { transport, poster, post, sent, heard } = setUp()
  await post(['/a'])
  await post(['/b'])
  poster.forget()
  await post(['/c'])
  expect(transport.posted[0]?.closed).toBe(true)
  transport.posted[0]?.hear({ channel: '/late' })
  expect(heard).toEqual([])
  expect(sent()).toEqual([['/a'], ['/c']])
})

test('is idle when nothing is under way, also after a failure', async () => {
  const { transport, poster, post } = setUp()
  await poster.idle()
  let idle = 0
  await post(['/a'])
  await post(['/b'])
  poster.idle().then(() => idle++)
  transport.posted[0]?.end()
  await turn()
  expect(idle).toBe(0)
  transport.posted[1]?.end()
  await turn()
  expect(idle).toBe(1)
  await post(['/c'])
  poster.idle().then(() => idle++)
  transport.posted[2]?.end(new EnckeError('network', 'gone'))
  await turn()
  expect(idle).toBe(2)
})

test('what throws, because something has taken the place of fetch, is a failure like any other', async () => {
  const { transport, post, failures, poster } = setUp()
  const { post: working } = transport
  transport.post = () => {
    throw new TypeError('not in this page')
  }
  await post(['/a'])
  expect(failures).toMatchObject([{ code: 'network', message: 'not in this page' }])
  await poster.idle()
  transport.post = working
  await post(['/b'])
  expect(transport.posted).toHaveLength(1)
})
