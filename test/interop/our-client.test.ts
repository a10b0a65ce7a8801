import { describe } from 'vitest'
import { openHere } from './opened'
import { cometdServer, fayeServer, serveOther } from './other-servers'
import { ourClient } from './our-client'
import { nothingElse, without } from './table'

const table = 'Our client on other servers'
const played = 'shown on the servers that are played, below'
const noPage = { origin: 'there is no page in Node' }

describe('our client on a Faye server', { meta: { table, row: 'Faye 1.4.3' } }, () => {
  describe.each(['long-polling', 'websocket'] as const)('by %s', (transport) => {
    describe('', { meta: { transport } }, () => {
      const open = async ({ url }: { url: string }) => openHere('encke', url, [transport])
      ourClient(transport, { serve: () => serveOther(fayeServer), open }, noPage)
    })
  })
  nothingElse(played)
})

describe('our client on a CometD server in Node', { meta: { table, row: 'CometD for Node 1.2.1' } }, () => {
  describe('by long-polling', { meta: { transport: 'long-polling' } }, () => {
    const open = async ({ url }: { url: string }) => openHere('encke', url, ['long-polling'])
    ourClient('long-polling', { serve: () => serveOther(cometdServer), open }, noPage)
  })
  without({ websocket: 'it has none' })
  nothingElse(played)
})
