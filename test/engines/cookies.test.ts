import { describe, expect, test } from 'vitest'
import { inEachEngine, serve } from '../support/engines/suite'
import { listen, transports } from '../support/in-page'

inEachEngine((browser) => {
  describe.each(transports)('%s', (transport) => {
    test('from a page of the server itself has the cookies of its user', async () => {
      const cookies: unknown[] = []
      const server = await serve(
        {
          authenticate({ headers }) {
            cookies.push(headers.cookie)
            return true
          },
        },
        { 'Set-Cookie': 'user=ann' },
      )
      const page = await browser.open(server.origin)
      await listen(page, { transports: [transport] }, server.url)
      expect(cookies).not.toEqual([])
      expect(cookies.filter((cookie) => cookie !== 'user=ann')).toEqual([])
    })
  })
})
