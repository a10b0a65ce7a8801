import { expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { openClient } from '../support/client'
import { turn, virtualEnvironment } from '../support/environment'
import { fakeTransport } from '../support/transport'

test('a page whose machine has slept holds nothing against what failed before: the network may be another one', async () => {
  const clock = virtualEnvironment()
  let slept = 0
  const environment = { ...clock, now: () => clock.now() + slept }
  const [socket, stream] = [fakeTransport('socket', { kind: 'duplex' }), fakeTransport('stream')]
  openClient({ transports: [socket, stream], environment })
  await turn()
  socket.opened[0]?.end(new EnckeError('network', 'broken'))
  stream.opened[0]?.accept()
  await turn()
  slept = 7000
  clock.advance(1000)
  stream.opened.at(-1)?.accept()
  clock.advance(1000)
  expect(socket.opened).toHaveLength(2)
})
