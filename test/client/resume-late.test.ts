import { expect, test } from 'vitest'
import { openClient } from '../support/client'
import { place } from '../support/conversation'
import { turn, virtualEnvironment } from '../support/environment'

test.each([
  ['within ten seconds goes on where the page before left off', 9999, place(5)],
  ['after that begins now', 10_000, 'latest'],
])('after a reload, what is subscribed to %s', async (_, later, own) => {
  const clock = virtualEnvironment()
  clock.tabStorage.setItem(
    'encke http://server.test/encke',
    JSON.stringify({ places: { '/a': place(5) }, publications: [] }),
  )
  let passed = 0
  const world = openClient({ resume: true, environment: { ...clock, now: () => clock.now() + passed } })
  passed = later
  world.client.subscribe('/a', () => {})
  await turn()
  expect(world.link.batch).toMatchObject([{ ext: { encke: { own: { '/a': own } } } }])
})
