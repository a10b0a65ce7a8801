import { describe } from 'vitest'
import { openHere } from './opened'
import { cometdServer, fayeServer, serveOther } from './other-servers'
import { type OurRig, ourClient } from './our-client'
import { nothingElse, without } from './table'

const table = 'Our client on other servers'
const played = 'shown on the servers that are played, below'
const noPage = { origin: 'there is no page in Node' }
const noAcks = { ack: 'it has none' }

describe('our client on a Faye server', { meta: { table, row: 'Faye 1.4.3' } }, () => {
  describe.each(['long-polling', 'websocket'] as const)('by %s', (transport) => {
    describe('', { meta: { transport } }, () => {
      const open = async ({ url }: { url: string }) => openHere('encke', url, [transport])
      ourClient(transport, { serve: () => serveOther(fayeServer), open }, { ...noPage, ...noAcks })
    })
  })
  nothingElse(played)
})

describe('our client on a CometD server in Node', { meta: { table, row: 'CometD for Node 1.2.1' } }, () => {
  describe('by long-polling', { meta: { transport: 'long-polling' } }, () => {
    const open: OurRig['open'] = async ({ url }, _, acks) => openHere('encke', url, ['long-polling'], acks)
    ourClient('long-polling', { serve: () => serveOther(cometdServer), open }, noPage)
  })
  without({ websocket: 'it has none' })
  nothingElse(played)
})
