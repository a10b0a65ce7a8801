import type { ServerResponse } from 'node:http'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { listen, look, type PageWindow, publish, transports, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'

const { serve, open } = useBrowser()

/** Rewrites what is written to a response. */
function rewrite(response: ServerResponse, change: (text: string) => Buffer[]) {
  const write = response.write.bind(response) as (chunk: Buffer) => boolean
  const end = response.end.bind(response) as () => ServerResponse
  const all = (chunk: unknown) => change(String(chunk)).map((piece) => write(piece))
  response.write = ((chunk: unknown) => all(chunk).every(Boolean)) as never
  response.end = ((chunk?: unknown) => {
    if (chunk) all(chunk)
    return end()
  }) as never
}

const errorSeen = (page: Page, pattern: string) =>
  page.waitForFunction((pattern) => {
    const { log, errors } = window as never as PageWindow
    return new RegExp(pattern).test([...log, ...errors].join('\n'))
  }, pattern)

describe.each(transports)('%s in Chromium', (transport) => {
  test('understands an answer that comes byte by byte, in every alphabet', async () => {
    const server = await serve()
    server.meddle = (_, response) => {
      response.socket?.setNoDelay(true)
      rewrite(response, (text) => [...Buffer.from(text)].map((byte) => Buffer.from([byte])))
      return false
    }
    const page = await open(server)
    await listen(page, { transports: [transport] })
    const texts = [
      'plain',
      'Grüße',
      '日本語',
      '🚀 \u2028\u2029',
      '</script><script>alert(1)</script>',
      '"\\\n',
      ']]>',
      '\u0000',
    ]
    for (const text of texts) server.encke.publish('/n', text)
    await until(page, texts.length)
    expect(await look(page, 'got')).toEqual(texts)
  })

  // What happens to the frames of a socket, and to its upgrade, the bad proxy shows.
  const answers = test.skipIf(transport === 'websocket')

  answers('meets a login page instead of an answer, says so, and is back when it is gone', async () => {
    const server = await serve()
    const page = await open(server)
    server.meddle = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' })
      response.end('<!doctype html><title>Guest network</title><p>Please log in')
      return true
    }
    await listen(page, { transports: [transport] }, '/encke', false)
    // Of what came instead of an event stream, browsers tell nothing.
    await errorSeen(page, 'web page|login page|something else|event stream broke')
    server.meddle = () => false
    await page.waitForFunction(() => (window as never as PageWindow).client.state === 'online')
    await publish(server, 10, 1)
    await until(page, 10)
    expect(await look(page, 'got')).toEqual(numbers(10))
  })

  answers('notices an answer that was damaged on its way, and loses nothing', async () => {
    const server = await serve()
    const page = await open(server)
    let damaged = false
    server.meddle = (_, response) => {
      rewrite(response, (text) => {
        if (damaged || !/\/n\\?",\\?"data/.test(text)) return [Buffer.from(text)]
        damaged = true
        return [Buffer.from(text.replace(/\[(?=\{)/, '[{]').replace('e("', 'e("" "'))]
      })
      // The length that was announced is no longer right.
      const writeHead = response.writeHead.bind(response) as (status: number, headers: object) => ServerResponse
      response.writeHead = ((status: number, headers: Record<string, unknown>) => {
        const { 'Content-Length': _, ...rest } = headers
        return writeHead(status, rest)
      }) as never
      return false
    }
    await listen(page, { transports: [transport] })
    await publish(server, 10, 1)
    await until(page, 10)
    expect(damaged).toBe(true)
    expect(await look(page, 'got')).toEqual(numbers(10))
  })

  test('brings keys and channels called __proto__ as what they are', async () => {
    const server = await serve()
    const page = await open(server)
    await page.evaluate(async (transport) => {
      const { Encke } = window as never as { Encke: typeof import('../../src/index') }
      const page = window as never as PageWindow
      page.got = []
      const client = Encke.connect('/encke', { transports: [transport] })
      await client.subscribe('/__proto__/*', ({ channel, data }) => page.got.push([channel, JSON.stringify(data)]))
        .ready
      await client.publish('/__proto__/constructor', JSON.parse('{"__proto__":{"polluted":1},"constructor":2}'))
    }, transport)
    await until(page, 1)
    expect(await look(page, 'got')).toEqual([
      ['/__proto__/constructor', '{"__proto__":{"polluted":1},"constructor":2}'],
    ])
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
  })
})
