import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import faye from 'faye'
import { expect, test } from 'vitest'
import { listen, look, type PageWindow, until, useBrowser } from '../support/in-page'
import { servePage } from '../support/page'

const { open, closeLater } = useBrowser()

test.each(['long-polling', 'callback-polling'] as const)(
  'our client talks to a Faye server by %s',
  async (transport) => {
    const page = servePage()
    const http = createServer(page)
    const bayeux = new faye.NodeAdapter({ mount: '/bayeux', timeout: 2 })
    bayeux.attach(http)
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    closeLater({
      close() {
        http.closeAllConnections()
        http.close()
      },
    })
    const tab = await open({ origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}` })
    await listen(tab, { transports: [transport] }, '/bayeux')
    await bayeux.getClient().publish('/n', 'down')
    await until(tab, 1)
    await tab.evaluate(() => (window as never as PageWindow).client.publish('/n', 'up'))
    await until(tab, 2)
    expect(await look(tab, 'got')).toEqual(['down', 'up'])
  },
)
