import { describe } from 'vitest'
import { serve } from '../support/close-later'
import { openHere } from './opened'
import { type OtherRig, otherClient } from './our-server'
import { nothingElse } from './table'

const table = 'Other clients on our server'
const noPage = { origin: 'there is no page in Node' }

describe("Faye's client on our server", { meta: { table, row: 'Faye 1.4.3 in Node' } }, () => {
  describe.each(['long-polling', 'websocket'] as const)('by %s', (transport) => {
    describe('', { meta: { transport } }, () => {
      const open: OtherRig['open'] = async ({ url }, _, acks) => openHere('faye', url, [transport], acks)
      otherClient(transport, { serve, open }, noPage)
    })
  })
  nothingElse('it has that in pages only')
})

describe("CometD's client on our server", { meta: { table, row: 'CometD 9.0.0 in Node' } }, () => {
  describe.each(['long-polling', 'websocket'] as const)('by %s', (transport) => {
    describe('', { meta: { transport } }, () => {
      const open: OtherRig['open'] = async ({ url }, _, acks) => openHere('cometd', url, [transport], acks)
      otherClient(transport, { serve, open }, noPage)
    })
  })
  nothingElse('it has that in pages only')
})
