import { expect, test } from 'vitest'
import { eventsource } from '../../../src/client/transports/eventsource'
import { virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'

/** A stream whose events the test makes, and what it has told, in turns. */
function openStream() {
  let source: { onmessage(event: { data: string }): void } | undefined
  class EventSource {
    onmessage() {}
    close() {}
    constructor() {
      source = this
    }
  }
  const environment = virtualEnvironment({ EventSource: EventSource as never })
  const told: string[] = []
  eventsource().open(targetIn(environment), [{ channel: '/meta/connect', id: '1' }], {
    messages: (batch) => void told.push(`${batch.length} messages`),
    alive: () => void told.push('alive'),
    closed: (error) => void told.push(error?.message ?? 'closed'),
  })
  return { environment, told, event: (data: string) => source?.onmessage({ data }) }
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
