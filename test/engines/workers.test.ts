import { describe, expect, test } from 'vitest'
import { column, inEachEngine, serve } from '../support/engines/suite'
import { work } from '../support/engines/workers'
import { look, type PageWindow, publishSlowly, until as untilGot } from '../support/in-page'
import { numbers } from '../support/numbers'
import { script } from '../support/script'
import { until } from '../support/until'

const transports = ['websocket', 'fetch-streaming', 'xhr-streaming', 'eventsource', 'long-polling'] as const

const kinds = [
  ['a worker', 'Worker', 'worker'],
  ['a shared worker', 'SharedWorker', 'shared'],
] as const

/** A server that has the script of the worker too. */
const serveWorker = async (headers: Record<string, string> = {}) =>
  serve({ wear: { characters: 2000 } }, headers, {
    '/worker.js': await script('test/support/engines/in-worker.ts', 'EnckeWorker'),
  })

inEachEngine(({ name, open }) => {
  describe.each(kinds)('in %s', (_, kind, feature) => {
    for (const transport of transports) {
      const title = `200 messages come once and in order by ${transport}, across a cut, and so do the answers`
      test(title, column(feature, transport), async () => {
        const server = await serveWorker()
        const answers: unknown[] = []
        server.encke.subscribe('/up', ({ data }) => answers.push(data))
        const page = await open(server.origin)
        await work(page, kind, '/encke', { transports: [transport] })
        await page.waitForFunction(() => (window as never as PageWindow).log.includes('online'))
        await publishSlowly(server, 400, (number) => {
          if (number === 100) server.cut()
          return number < 200
        })
        await untilGot(page, 200)
        expect(await look(page, 'got')).toEqual(numbers(200))
        await until(() => answers.length >= 200)
        expect(answers).toEqual(numbers(200))
        expect(await look(page, 'missed')).toEqual([])
        expect((await look(page, 'log')).join()).toContain(`${transport} live`)
      })
    }

    test('transports that need a document are passed over, and the next one works', column(feature), async () => {
      const server = await serveWorker()
      const page = await open(server.origin)
      await work(page, kind, '/encke', { transports: ['iframe', 'callback-polling', 'long-polling'] })
      await page.waitForFunction(() => (window as never as PageWindow).log.includes('online'))
      server.encke.publish('/n', 'here')
      await untilGot(page, 1)
      const log = (await look(page, 'log')).join('\n')
      expect(log).toMatch(/iframe unusable: no document.*\ncallback-polling unusable: no document/)
      expect(log).toContain('long-polling live')
    })

    const silent =
      name === 'WebKitGTK' &&
      'it does not tell workers of policy violations: there the client keeps trying, ever more seldom'
    const { meta } = column(feature, 'any')
    test.skipIf(silent)(
      'where its policy forbids every request, the client ends, and names the directive',
      { meta: { ...meta, ...(silent && { reason: silent }) } },
      async () => {
        const server = await serveWorker({ 'Content-Security-Policy': "default-src 'none'; worker-src 'self'" })
        const page = await open(server.origin)
        await work(page, kind, '/encke', {})
        await page.waitForFunction(() => (window as never as PageWindow).log.includes('closed'))
        const errors = await look(page, 'errors')
        expect(errors.at(-1)).toMatch(/connect-src/)
        expect(errors.length).toBeLessThan(5)
      },
    )
  })
})
