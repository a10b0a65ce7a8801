import { describe } from 'vitest'
import { serve } from '../support/close-later'
import type { TestServer } from '../support/server'
import { openHere } from './opened'
import { otherClient } from './our-server'
import { nothingElse } from './table'

const table = 'Other clients on our server'
const noPage = { origin: 'there is no page in Node' }

describe("Faye's client on our server", { meta: { table, row: 'Faye 1.4.3 in Node' } }, () => {
  describe.each(['long-polling', 'websocket'] as const)('by %s', (transport) => {
    describe('', { meta: { transport } }, () => {
      const open = async ({ url }: TestServer) => openHere('faye', url, [transport])
      otherClient(transport, { serve, open }, noPage)
    })
  })
  nothingElse('it has that in pages only')
})

describe("CometD's client on our server", { meta: { table, row: 'CometD 9.0.0 in Node' } }, () => {
  describe.each(['long-polling', 'websocket'] as const)('by %s', (transport) => {
    describe('', { meta: { transport } }, () => {
      const open = async ({ url }: TestServer) => openHere('cometd', url, [transport])
      otherClient(transport, { serve, open }, noPage)
    })
  })
  nothingElse('it has that in pages only')
})
