import { expect, test } from 'vitest'
import { fingerprint } from '../support/certificate'
import { closeLater } from '../support/close-later'
import { startDaemon } from '../support/daemon'
import { listen, look, type PageWindow, publish, transports, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { have } from '../support/programs'
import { reverseProxies } from '../support/proxies'

const there = have({ caddy: 'caddy', openssl: 'openssl' })
const quic = () => ['--origin-to-force-quic-on=*', `--ignore-certificate-errors-spki-list=${fingerprint()}`]
const { serve, open } = useBrowser(there ? quic() : [])

test.runIf(there).each(transports)('%s passes through Caddy over HTTP/3', async (name) => {
  const server = await serve()
  const caddy = reverseProxies.Caddy as (typeof reverseProxies)[string]
  const setup = caddy.setup(server.port, { tuned: true, tls: true })
  const { port } = closeLater(await startDaemon({ program: 'caddy', ...setup }))
  const page = await open({ origin: `https://127.0.0.1:${port}` })
  await listen(page, { transports: [name] })
  await publish(server, 500, 7)
  await until(page, 500)
  expect(await look(page, 'got')).toEqual(numbers(500))
  await page.evaluate(() => (window as unknown as PageWindow).client.publish('/n', 'up'))
  await until(page, 501)
  expect(await look(page, 'log')).toContain(`${name} trying: first in the plan over h3`)
})
