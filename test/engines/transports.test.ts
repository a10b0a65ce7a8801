import { describe } from 'vitest'
import { testDelivery } from '../support/engines/delivery'
import { inEachEngine } from '../support/engines/suite'
import { transports } from '../support/in-page'

inEachEngine((browser) => {
  describe.each(transports)('%s', (transport) => testDelivery(browser, transport))
})
