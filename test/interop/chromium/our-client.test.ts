import { describe } from 'vitest'
import { peersPage, useChromium } from '../in-chromium'
import { cometdServer, fayeServer, serveOther } from '../other-servers'
import { ourClient } from '../our-client'
import { without } from '../table'

const table = 'Our client on other servers'
const { open, elsewhere } = useChromium()

const rig = (kind: typeof fayeServer, transports: string[]) => ({
  serve: () => serveOther(kind, peersPage),
  open: ({ url }: { url: string }, away?: boolean, acks?: boolean) =>
    open('encke', url, transports, away ? elsewhere() : undefined, acks),
})

const ways = {
  websocket: ['websocket'],
  eventsource: ['eventsource', 'long-polling'],
  'long-polling': ['long-polling'],
  'callback-polling': ['callback-polling'],
} as const

describe('our client on a Faye server', { meta: { table, row: 'Faye 1.4.3' } }, () => {
  for (const [transport, transports] of Object.entries(ways)) {
    describe(`by ${transport}`, { meta: { transport: transport as keyof typeof ways } }, () => {
      ourClient(transport as keyof typeof ways, rig(fayeServer, [...transports]), { ack: 'it has none' })
    })
  }
})

describe('our client on a CometD server in Node', { meta: { table, row: 'CometD for Node 1.2.1' } }, () => {
  describe('by long-polling', { meta: { transport: 'long-polling' } }, () => {
    ourClient('long-polling', rig(cometdServer, ['long-polling']), {
      origin: 'it answers pages of its own origin only',
    })
  })
  without({ 'callback-polling': 'it has none', eventsource: 'it has none' })
})
