import { expect, test } from 'vitest'
import { serve } from '../../support/close-later'
import { memory } from '../../support/memory'
import { numbers } from '../../support/numbers'
import { get, newKey, post } from '../../support/wire'

const requests = 800
const pad = 'x'.repeat(15_000)

/** Bytes that the server keeps of each request. */
async function keptOf(ask: (number: number) => Promise<unknown>): Promise<number> {
  await ask(requests)
  const before = memory()
  for (const number of numbers(requests)) await ask(number)
  return (memory() - before) / requests
}

test('what is kept under a name does not keep the address in which that came', async () => {
  const server = await serve()
  const kept = await keptOf(() => post(`${server.url}?keep=${newKey()}&pad=${pad}`, []))
  expect(kept).toBeLessThan(pad.length / 2)
})

test('a piece of a request does not keep the address in which it came', async () => {
  const server = await serve()
  const request = newKey()
  const message = 'm'.repeat(20)
  const kept = await keptOf((part) => get(server.url, { request, part: `${part}`, of: '1000', message, pad }))
  expect(kept).toBeLessThan(pad.length / 2)
})

test('the name of a request in pieces does not keep the address in which it came', async () => {
  const server = await serve()
  let before = 0
  for (const number of numbers(200)) {
    // A hundred are collected at most.
    if (number === 100) before = memory()
    const padding = number < 100 ? '' : pad
    await get(server.url, { request: newKey(), part: '0', of: '2', message: '[', pad: padding })
  }
  expect((memory() - before) / 100).toBeLessThan(pad.length / 2)
})
