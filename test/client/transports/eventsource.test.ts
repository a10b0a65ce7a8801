import { expect, test } from 'vitest'
import { eventsource } from '../../../src/client/transports/eventsource'
import { virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'

/** A stream whose events the test makes, and what it has told, in turns. */
function openStream() {
  let source: { readyState: number; onmessage(event: { data: string }): void; onerror(): void } | undefined
  class EventSource {
    readyState = 1
    onmessage() {}
    onerror() {}
    close() {
      this.readyState = 2
    }
    constructor() {
      source = this
    }
  }
  const environment = virtualEnvironment({ EventSource: EventSource as never })
  const told: string[] = []
  const link = eventsource().open(targetIn(environment), [{ channel: '/meta/connect', id: '1' }], {
    messages: (batch) => void told.push(`${batch.length} messages`),
    alive: () => void told.push('alive'),
    closed: (error) => void told.push(error?.message ?? 'closed'),
  })
  return {
    ...{ environment, told, link },
    get state() {
      return source?.readyState
    },
    event: (data: string) => source?.onmessage({ data }),
    /** The browser connects again, by itself. */
    comeBack() {
      if (source) source.readyState = 0
      source?.onerror()
    },
  }
}

test('what comes together with the end of the stream is told together with it: it proves no stream', () => {
  const { environment, told, event } = openStream()
  event('[{}]')
  event('[{},{}]')
  event('')
  expect(told).toEqual(['alive', 'alive', 'alive'])
  environment.advance(0)
  expect(told.slice(3)).toEqual(['1 messages', '2 messages', 'closed'])
})

test('what comes after the first events is told at once', () => {
  const { environment, told, event } = openStream()
  event('[{}]')
  environment.advance(0)
  event('[{},{}]')
  event('')
  expect(told).toEqual(['alive', '1 messages', '2 messages', 'closed'])
})

test('a closed stream that the browser opens again, with a page that comes back, is closed again', () => {
  const stream = openStream()
  stream.link.close()
  stream.comeBack()
  expect(stream.state).toBe(2)
  expect(stream.told).toEqual([])
})
