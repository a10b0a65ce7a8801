import { expect, test } from 'vitest'
import { encode } from '../../../src/server/sessions/frames'

/** A batch of one message, which counts how often its text is asked for. */
function counted(text: string) {
  let asked = 0
  const message = {
    get json() {
      asked++
      return text
    },
  }
  return { batch: [message], asked: () => asked }
}

test('what goes to many in two forms, for our clients and for plain ones in turn, is made text once each', () => {
  const [ours, plain] = [counted('{"a":1}'), counted('{"a":2}')]
  for (let client = 0; client < 10; client++) {
    expect(encode(ours.batch)).toBe('[{"a":1}]')
    expect(encode([...plain.batch])).toBe('[{"a":2}]')
  }
  expect([ours.asked(), plain.asked()]).toEqual([1, 1])
})

test('what differs from one client to the next is never taken for what another one got', () => {
  const answer = { channel: '/meta/connect', id: '1' }
  expect(encode([answer])).toBe('[{"channel":"/meta/connect","id":"1"}]')
  answer.id = '2'
  expect(encode([answer])).toBe('[{"channel":"/meta/connect","id":"2"}]')
})
