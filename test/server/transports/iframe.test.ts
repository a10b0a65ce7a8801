import { describe, expect, test } from 'vitest'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'
import { blocksOf, stream } from '../../support/wire'
import { withWitness } from '../../support/witness'

let server: TestServer
const { join } = withWitness((begun) => {
  ;({ server } = begun)
})

describe('in a frame', () => {
  test.each(['</script><script>alert(1)</script>', '<!-- <script>', '\u2028\u2029', '"\\\n', '&lt;'])(
    'the data %j comes through as it is and harms nothing',
    async (data) => {
      const frame = await stream(server.url, [join({ type: 'iframe', subscriptions: ['/frame'] })])
      server.encke.publish('/frame', data)
      await until(() => frame.text.includes('/frame","data'))
      frame.close()
      expect(frame.response.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(frame.text.match(/<[a-z]+/g)).toEqual(['<meta', '<title', '<script', '<p', '<script', '<p', '<script'])
      const batches = blocksOf(frame.text).flatMap((text) => JSON.parse(text))
      expect(batches).toMatchObject([{ channel: '/meta/handshake' }, { channel: '/frame', data }])
    },
  )

  test('nothing but its own scripts runs, and no page but the one that asked may hold it', async () => {
    const nonces = new Set<string | undefined>()
    for (let times = 0; times < 2; times++) {
      const frame = await stream(server.url, [join({ type: 'iframe' })], { Origin: server.origin })
      await until(() => blocksOf(frame.text).length)
      frame.close()
      const used = new Set(frame.text.match(/(?<=<script nonce=")[^"]+/g))
      const [nonce] = used
      nonces.add(nonce)
      expect([used.size, nonce?.length]).toEqual([1, 16])
      expect(frame.response.headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'nonce-${nonce}'; frame-ancestors ${server.origin}`,
      )
    }
    expect(nonces.size).toBe(2)
  })
})
