import { expect, test } from 'vitest'
import { fayeServer, serveOther } from '../interop/other-servers'
import { listen, type PageWindow, useBrowser } from '../support/in-page'
import { until } from '../support/until'

const { serve, open } = useBrowser()

test.each([
  ['an Encke server', 'long-polling'],
  ['an Encke server', 'websocket'],
  ['an Encke server', 'iframe'],
  ['a Faye server', 'long-polling'],
  ['a Faye server', 'websocket'],
] as const)(
  'on %s, by %s, a page that the Back button brings back publishes what the page after it could not',
  async (kind, transport) => {
    const other = await serveOther(fayeServer)
    const ours = await serve({ timeout: 1000 })
    const published: unknown[] = []
    ours.encke.subscribe('/up', ({ data }) => published.push(data))
    await other.subscribe('/up', (data) => published.push(data))
    const { upgrade } = ours.encke
    function down(is: boolean) {
      ours.meddle = (_, response) => is && Boolean(response.destroy())
      ours.encke.upgrade = is ? () => false : upgrade
      other.down = is
      if (!is) return
      ours.cut()
      other.cut()
    }
    const tab = await open(ours)
    const load = () =>
      listen(tab, { resume: true, transports: [transport] }, kind === 'a Faye server' ? other.url : '/encke')
    const isNow = (wanted: string) =>
      until(() =>
        tab.evaluate((wanted) => (window as never as PageWindow).client?.state === wanted, wanted).catch(() => false),
      )
    const publish = (data: string) =>
      tab.evaluate((data) => void (window as never as PageWindow).client.publish('/up', data).catch(() => {}), data)

    await load()
    await tab.goto(`${ours.origin}/other`, { waitUntil: 'networkidle' })
    await load()
    down(true)
    await isNow('offline')
    await publish('of the page after')
    await tab.goBack({ waitUntil: 'commit' })
    await tab.waitForFunction(() => location.pathname === '/')
    down(false)
    await isNow('online')
    await publish('of the page that is back')
    await until(() => published.includes('of the page that is back'))
    expect(published).toEqual(['of the page after', 'of the page that is back'])
  },
)
