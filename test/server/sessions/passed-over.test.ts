import { expect, test } from 'vitest'
import type { ServerLink } from '../../../src/server/link'
import { createPassedOver } from '../../../src/server/sessions/passed-over'
import { linkOf } from '../../support/server-session'

test('a stream from which the session has gone ends ten seconds later, once; one that has ended before is left alone', () => {
  let now = 0
  const passedOver = createPassedOver(() => now)
  const ended: string[] = []
  const link = (name: string, kind: ServerLink['kind']) => linkOf({ kind, end: () => void ended.push(name) })
  const gone = link('gone', 'stream')
  for (const one of [link('stream', 'stream'), link('poll', 'poll'), link('socket', 'duplex'), gone])
    passedOver.add(one)
  passedOver.delete(gone)
  now = 9999
  passedOver.tick()
  expect(ended).toEqual([])
  now = 10_000
  passedOver.tick()
  expect(ended).toEqual(['stream'])
  passedOver.tick()
  passedOver.close()
  expect(ended).toEqual(['stream'])
})
