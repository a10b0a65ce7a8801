import { expect, test } from 'vitest'
import { connect, type Decision } from '../../../src/index'
import { closeLater, serve } from '../../support/close-later'
import { likeBrowser } from '../../support/like-browser'
import { until } from '../../support/until'

test.each([
  ['fetch-streaming', 'long-polling'],
  ['fetch-streaming', 'websocket'],
  ['websocket', 'fetch-streaming'],
  ['long-polling', 'fetch-streaming'],
] as const)('a link of %s that is left for %s is told with how long it lived and what it brought', async (from, to) => {
  const { url } = await serve()
  const client = closeLater(connect(url, { transports: [from, to], environment: likeBrowser() }))
  client.use([from])
  const decisions: Decision[] = []
  client.on('decision', (decision) => decisions.push(decision))
  await client.subscribe('/x', () => {}).ready
  await client.publish('/x', 'hello')
  client.use([to])
  await until(() => client.transport === to, 'it has moved')
  const left = decisions.find(({ kind, transport }) => kind === 'left' && transport === from)
  expect(left?.elapsed).toBeGreaterThan(0)
  expect(left?.received).toBeGreaterThan(0)
})
