import { describe, expect, test } from 'vitest'
import { listen, look, publish, transports, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'

const { serve, open } = useBrowser()

describe.each(transports)('%s from a page of another origin', (transport) => {
  test('works when the server lists that origin, without a preflight', async () => {
    const pages = await serve()
    const server = await serve({ origins: [pages.origin], wear: { characters: 5000 } })
    const page = await open(pages)
    const preflights: string[] = []
    page.on('request', (request) => request.method() === 'OPTIONS' && preflights.push(request.url()))
    await listen(page, { transports: [transport] }, server.url)
    await publish(server, 500, 7)
    await until(page, 500)
    expect(await look(page, 'got')).toEqual(numbers(500))
    await page.evaluate(() =>
      (window as never as { client: { publish(c: string, d: unknown): Promise<void> } }).client.publish('/n', 'up'),
    )
    await until(page, 501)
    expect(preflights).toEqual([])
  })

  test('works from another site too, whose frames live in another process', async () => {
    const pages = await serve()
    const server = await serve({ origins: [pages.origin], wear: { characters: 5000 } })
    const page = await open(pages)
    await listen(page, { transports: [transport] }, server.url.replace('127.0.0.1', 'localhost'))
    await publish(server, 500, 7)
    await until(page, 500)
    expect(await look(page, 'got')).toEqual(numbers(500))
    expect((await look(page, 'log')).filter((entry) => entry === 'offline')).toEqual([])
  })

  test('is refused when the server does not list that origin, with a clear error', async () => {
    const pages = await serve()
    const server = await serve()
    const page = await open(pages)
    await listen(page, { transports: [transport] }, server.url, false)
    await page.waitForFunction(() => (window as never as { errors: string[] }).errors.length > 0)
    expect((await look(page, 'errors'))[0]).toMatch(/^no-transport: /)
    expect(server.encke.sessions).toBe(0)
  })
})
