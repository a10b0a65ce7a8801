import { expect, test } from 'vitest'

test('where there is no document, as in a worker, the script loads and connects', async () => {
  expect(globalThis).not.toHaveProperty('Element')
  const { connect } = await import('../../src/legacy/index')
  const client = connect('http://localhost/encke')
  expect(client.state).toBe('connecting')
  await client.close()
})

test('null in the place of options is none, as elsewhere', async () => {
  const { connect } = await import('../../src/legacy/index')
  await connect('http://localhost/encke', null as never).close()
})
