import { describe } from 'vitest'
import type { ServerOptions } from '../../../src/server/index'
import { serve } from '../../support/close-later'
import { peersPage, useChromium } from '../in-chromium'
import type { Maker } from '../opened'
import { otherClient } from '../our-server'
import { nothingElse, type Transport } from '../table'

const table = 'Other clients on our server'
const { open, elsewhere } = useChromium()

const clients: [string, Maker, Transport[]][] = [
  ['Faye 1.4.3', 'faye', ['websocket', 'eventsource', 'long-polling', 'callback-polling', 'cross-origin-long-polling']],
  ['CometD 9.0.0', 'cometd', ['websocket', 'long-polling', 'callback-polling']],
]

describe.each(clients)("%s's client on our server", (name, maker, transports) => {
  describe.each(transports)('by %s', (transport) => {
    describe('', { meta: { table, row: `${name} in Chromium`, transport } }, () => {
      const rig = {
        serve: (options: ServerOptions) => serve({ origins: [elsewhere()], ...options }, peersPage),
        // Faye's client takes that one for other origins only.
        open: (
          { url }: { url: string },
          origin = transport.startsWith('cross') ? elsewhere() : undefined,
          acks?: boolean,
        ) => open(maker, url, [transport], origin, acks),
        elsewhere,
      }
      otherClient(
        transport,
        rig,
        transport === 'eventsource' ? { ack: 'events come between the connects that count' } : {},
      )
    })
  })
  describe('', { meta: { table, row: `${name} in Chromium` } }, () => nothingElse('it has none'))
})
