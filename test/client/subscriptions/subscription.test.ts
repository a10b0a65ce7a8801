import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Event } from '../../../src/client/subscriptions/event'
import { createSubscription, type SubscribeOptions } from '../../../src/client/subscriptions/subscription'
import { EnckeError } from '../../../src/protocol/errors'
import { costOf } from '../../support/cost'
import { turn } from '../../support/environment'

afterEach(() => vi.unstubAllGlobals())

function setUp(options: SubscribeOptions = {}, listener?: (event: Event) => void) {
  const removed = vi.fn()
  const pause: (() => void)[] = []
  const { subscription, subscriber } = createSubscription(
    '/a',
    listener,
    { ...options, since: 'latest' },
    removed,
    (run) => pause.push(run),
  )
  const deliver = (...all: unknown[]) => {
    for (const data of all) subscriber.deliver({ channel: '/a', data, position: `at ${data}` })
  }
  /** What comes after this comes in a later turn. */
  const pass = () => {
    for (const run of pause.splice(0)) run()
  }
  return { subscription, subscriber, removed, deliver, pass }
}

/** Reads until the end. */
async function readAll(iterable: AsyncIterable<Event>) {
  const got: unknown[] = []
  let error: unknown
  try {
    for await (const { data } of iterable) got.push(data)
  } catch (thrown) {
    error = thrown
  }
  return { got, error }
}

describe('a subscription with a listener', () => {
  test('hands over channel, data and position', () => {
    const heard = vi.fn()
    setUp({}, heard).deliver(7)
    expect(heard).toHaveBeenCalledWith({ channel: '/a', data: 7, position: 'at 7' })
  })

  test('goes on when the listener throws', () => {
    vi.stubGlobal('reportError', () => {})
    const heard: unknown[] = []
    const { deliver } = setUp({}, ({ data }) => {
      heard.push(data)
      throw new Error('mine')
    })
    deliver(1, 2)
    expect(heard).toEqual([1, 2])
  })

  test('hears nothing more once it is ended, from the midst of a listener too', () => {
    const heard: unknown[] = []
    const { subscription, deliver, removed } = setUp({}, ({ data }) => {
      heard.push(data)
      subscription.unsubscribe()
    })
    deliver(1, 2)
    expect(heard).toEqual([1])
    expect(removed).toHaveBeenCalledOnce()
  })

  test('has no bound on what it hears', () => {
    const heard = vi.fn()
    setUp({ buffer: 1 }, heard).deliver(1, 2, 3)
    expect(heard).toHaveBeenCalledTimes(3)
  })
})

describe('ready', () => {
  test('resolves when the server has accepted it', async () => {
    const { subscription, subscriber } = setUp()
    subscriber.settled()
    await expect(subscription.ready).resolves.toBeUndefined()
  })

  test('rejects with the reason when it is refused', async () => {
    const { subscription, subscriber } = setUp()
    const error = new EnckeError('refused', 'no')
    subscriber.end(error)
    await expect(subscription.ready).rejects.toBe(error)
  })

  test('rejects when it is ended before the server answered', async () => {
    const { subscription } = setUp()
    subscription.unsubscribe()
    await expect(subscription.ready).rejects.toMatchObject({ code: 'closed', message: expect.stringContaining('/a') })
  })

  test('that nobody looks at makes no unhandled rejection', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    setUp().subscription.unsubscribe()
    await turn()
    await turn()
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('caughtUp', () => {
  test('resolves when all that was there has come', async () => {
    const { subscription, subscriber } = setUp()
    const order: string[] = []
    subscription.ready.then(() => order.push('ready'))
    const all = subscription.caughtUp.then(() => order.push('caught up'))
    subscriber.settled()
    subscriber.caughtUp()
    await all
    expect(order).toEqual(['ready', 'caught up'])
  })

  test('rejects when the server says no, and when it is ended before all has come', async () => {
    const [refused, left] = [setUp(), setUp()]
    const error = new EnckeError('refused', 'no')
    refused.subscriber.end(error)
    left.subscriber.settled()
    left.subscription.unsubscribe()
    await expect(refused.subscription.caughtUp).rejects.toBe(error)
    await expect(left.subscription.caughtUp).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('ended', () => {
  test('tells why it is over when the server says no after it has said yes', async () => {
    const { subscription, subscriber } = setUp({}, () => {})
    subscriber.settled()
    const error = new EnckeError('refused', 'no longer')
    subscriber.end(error)
    expect(await subscription.ended).toBe(error)
    await expect(subscription.ready).resolves.toBeUndefined()
  })

  test('has no reason to tell of the end that you make yourself', async () => {
    const { subscription, subscriber } = setUp()
    subscription.unsubscribe()
    subscriber.end(new EnckeError('closed', 'too late'))
    expect(await subscription.ended).toBeUndefined()
  })

  test('tells of a loop that is read too slowly', async () => {
    const { subscription, deliver, pass } = setUp({ buffer: 1 })
    deliver(1, 2)
    pass()
    deliver(3)
    expect(await subscription.ended).toMatchObject({ code: 'overflow' })
  })
})

describe('for await', () => {
  test('reads what waits, then what comes, and ends with the subscription', async () => {
    const { subscription, deliver } = setUp()
    deliver(1, 2)
    const read = readAll(subscription)
    await turn()
    deliver(3)
    await turn()
    deliver(4)
    await turn()
    subscription.unsubscribe()
    expect(await read).toEqual({ got: [1, 2, 3, 4], error: undefined })
  })

  test('that waits goes on with what comes', async () => {
    const { subscription, deliver } = setUp()
    const next = subscription[Symbol.asyncIterator]().next()
    await turn()
    deliver(1)
    expect(await next).toMatchObject({ value: { data: 1 } })
  })

  test('of a subscription that was refused throws the reason, though it is ended again', async () => {
    const { subscription, subscriber, removed } = setUp()
    const reason = new EnckeError('refused', 'no')
    subscriber.end(reason)
    subscription.unsubscribe()
    expect(await readAll(subscription)).toEqual({ got: [], error: reason })
    expect(removed).toHaveBeenCalledOnce()
  })

  test('that is left ends the subscription', async () => {
    const { subscription, deliver, removed } = setUp()
    deliver(1, 2)
    for await (const { data } of subscription) if (data === 1) break
    expect(removed).toHaveBeenCalledOnce()
    deliver(3)
    expect((await readAll(subscription)).got).toEqual([])
  })

  test.each([
    ['unsubscribe', ({ subscription }: ReturnType<typeof setUp>) => subscription.unsubscribe()],
    ['a signal', (_: unknown, abort: AbortController) => abort.abort()],
    ['close()', ({ subscriber }: ReturnType<typeof setUp>) => subscriber.end()],
  ])('that is ended by %s stops at once, as a listener does', async (_, stop) => {
    const abort = new AbortController()
    const made = setUp({ signal: abort.signal })
    made.deliver(1, 2, 3)
    const got: unknown[] = []
    for await (const { data } of made.subscription) {
      got.push(data)
      stop(made, abort)
    }
    expect(got).toEqual([1])
  })

  test('that is ended by an error reads what has come before', async () => {
    const { subscription, subscriber, deliver } = setUp()
    deliver(1, 2)
    subscriber.end(new EnckeError('closed', 'turned away'))
    expect(await readAll(subscription)).toMatchObject({ got: [1, 2], error: { code: 'closed' } })
  })

  test('can be left by return() while nothing comes, and before anything is read', async () => {
    const { subscription, removed } = setUp()
    const reading = subscription[Symbol.asyncIterator]()
    const next = reading.next()
    await turn()
    await reading.return?.()
    expect(await next).toEqual({ value: undefined, done: true })
    const other = setUp()
    await other.subscription[Symbol.asyncIterator]().return?.()
    expect([removed, other.removed].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
  })

  test('of what has a listener throws bad-option', async () => {
    const { error } = await readAll(setUp({}, () => {}).subscription)
    expect(error).toMatchObject({ code: 'bad-option', message: 'the subscription to /a has a listener already' })
  })

  test('throws the reason of a refusal', async () => {
    const { subscription, subscriber } = setUp()
    const read = readAll(subscription)
    const error = new EnckeError('refused', 'no')
    subscriber.end(error)
    expect((await read).error).toBe(error)
  })

  test('that does not keep up reads what has come, then throws overflow', async () => {
    const { subscription, deliver, pass, removed } = setUp({ buffer: 3 })
    deliver(1, 2, 3, 4)
    pass()
    expect(removed).not.toHaveBeenCalled()
    deliver(5, 6)
    expect(removed).toHaveBeenCalledOnce()
    const { got, error } = await readAll(subscription)
    expect(got).toEqual([1, 2, 3, 4])
    expect(error).toMatchObject({ code: 'overflow', message: expect.stringContaining('4 events of /a') })
  })

  test('that wants the latest only has, of what it left unread, the newest of each channel, and never too much', async () => {
    const { subscription, subscriber, deliver, pass } = setUp({ latest: true, buffer: 1 })
    deliver(1)
    subscriber.deliver({ channel: '/b', data: 'other', position: 'at other' })
    for (const data of [2, 3, 4]) {
      deliver(data)
      pass()
    }
    subscriber.end(new EnckeError('closed', 'the end'))
    expect(await readAll(subscription)).toMatchObject({ got: ['other', 4], error: { code: 'closed' } })
  })

  test('that wants the latest only has what it left unread of very many channels at once, and no more of each', async () => {
    const { subscription, subscriber } = setUp({ latest: true })
    const channels = Array.from({ length: 10_000 }, (_, n) => `/a/${n}`)
    const [, cost] = await costOf(async () => {
      for (const data of [1, 2, 3]) {
        for (const channel of channels) subscriber.deliver({ channel, data, position: `at ${data}` })
      }
    })
    expect(cost).toBeLessThan(500)
    subscriber.end(new EnckeError('closed', 'the end'))
    const { got } = await readAll(subscription)
    expect(got).toEqual(channels.map(() => 3))
  })

  test('that wants the latest only goes on with a channel that it has read', async () => {
    const { subscription, deliver } = setUp({ latest: true })
    const reading = subscription[Symbol.asyncIterator]()
    const got: unknown[] = []
    for (const data of [2, 4]) {
      deliver(data - 1, data)
      got.push((await reading.next()).value?.data)
    }
    expect(got).toEqual([2, 4])
  })

  test('has room for a thousand when nothing else is said', () => {
    const { deliver, pass, removed } = setUp()
    deliver(...Array(1000).keys())
    pass()
    deliver(1000)
    pass()
    expect(removed).not.toHaveBeenCalled()
    deliver(1001)
    expect(removed).toHaveBeenCalledOnce()
  })

  test('with an empty body keeps up with any number at once', async () => {
    const { subscription, subscriber, deliver, pass } = setUp({ buffer: 3 })
    const read = readAll(subscription)
    for (let burst = 0; burst < 3; burst++) {
      deliver(...Array(50).keys())
      deliver(...Array(50).keys())
      await turn()
      pass()
    }
    subscriber.end(new EnckeError('closed', 'the end'))
    expect((await read).got).toHaveLength(300)
  })

  // Both wait on the same `wake`: the one that waited first is forgotten, and never ends.
  test('in two places at once ends in both', async () => {
    const { subscription } = setUp()
    const ended: string[] = []
    readAll(subscription).then(() => ended.push('first'))
    await turn()
    readAll(subscription).then(() => ended.push('second'))
    await turn()
    subscription.unsubscribe()
    await turn()
    await turn()
    expect(ended.sort()).toEqual(['first', 'second'])
  })
})

describe('an AbortSignal', () => {
  test('ends the subscription', async () => {
    const abort = new AbortController()
    const { subscription, deliver, removed } = setUp({ signal: abort.signal })
    const read = readAll(subscription)
    deliver(1)
    await turn()
    abort.abort()
    deliver(2)
    expect(await read).toEqual({ got: [1], error: undefined })
    expect(removed).toHaveBeenCalled()
    await expect(subscription.ready).rejects.toMatchObject({ code: 'closed' })
  })

  test('is let go of when the subscription ends', () => {
    const abort = new AbortController()
    const remove = vi.spyOn(abort.signal, 'removeEventListener')
    const { subscription, removed } = setUp({ signal: abort.signal })
    subscription.unsubscribe()
    expect(remove).toHaveBeenCalledOnce()
    abort.abort()
    expect(removed).toHaveBeenCalledOnce()
  })
})
