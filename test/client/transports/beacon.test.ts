import { expect, test } from 'vitest'
import { beacon } from '../../../src/client/transports/beacon'
import { virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'

const unheard = { messages() {}, alive() {}, closed() {} }
const batch = ['1', '2', '3', '4', '5'].map((id) => ({ channel: '/a', id, data: id }))

/** The ids of what a browser was asked to send, each time, that takes so many characters. */
function sentTo(most: number): string[] {
  const asked: string[] = []
  const environment = virtualEnvironment({
    beacon(_, text) {
      asked.push((JSON.parse(text) as { id: string }[]).map(({ id }) => id).join(' '))
      return text.length <= most
    },
  })
  beacon.post(targetIn(environment), batch, unheard)
  return asked
}

test('last words leave in one request', () => {
  expect(sentTo(1000)).toEqual(['1 2 3 4 5'])
})

test('of more than the browser takes, what comes first is sent', () => {
  expect(sentTo(100)).toEqual(['1 2 3 4 5', '1 2'])
})

test('where not even one fits, none is sent', () => {
  expect(sentTo(10)).toEqual(['1 2 3 4 5', '1 2', '1'])
})
