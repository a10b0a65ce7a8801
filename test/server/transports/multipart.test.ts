import { describe, expect, test } from 'vitest'
import { join, serve } from '../../support/streams'
import { until } from '../../support/until'
import { newKey, post } from '../../support/wire'

describe('multipart', () => {
  test('is what RFC 2046 says, from the boundary in its header to the one at its end', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, 'multipart', { key, pad: 100 })
    server.encke.publish('/a', 'one')
    await until(() => link.data().length === 1)
    server.encke.publish('/a', '\r\n--encke--\r\n')
    await until(() => link.data().length === 2)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    await until(() => link.ended)

    const { 'content-type': type = '' } = link.response.headers
    const [, boundary] = /^multipart\/mixed; boundary=([\w]{1,70})$/.exec(type) as unknown as [string, string]
    const [preamble, ...rest] = `\r\n${link.text}`.split(`\r\n--${boundary}`)
    expect(preamble).toBe('')
    expect(rest.pop()).toBe('--\r\n')
    const parts = rest.map((part) => {
      expect(part.startsWith('\r\n')).toBe(true)
      const end = part.indexOf('\r\n\r\n')
      return { head: part.slice(2, Math.max(2, end)).split('\r\n'), body: part.slice(end + 4) }
    })
    // A boundary ends each part at once; so the last part of all is empty.
    expect(parts.pop()).toMatchObject({ head: [''] })
    expect(parts).toHaveLength(3)
    for (const { head, body } of parts) {
      expect(head).toContain('Content-Type: application/json')
      for (const line of head) expect(line).toMatch(/^[A-Za-z-]+: /)
      expect(JSON.parse(body)).toEqual([expect.objectContaining({ channel: expect.any(String) })])
    }
    expect(parts.map(({ body }) => JSON.parse(body)[0].data)).toEqual([undefined, 'one', '\r\n--encke--\r\n'])
  })

  test('hands over each part at once: the boundary behind it comes with it', async () => {
    const link = await join(await serve(), 'multipart')
    expect(link.text).toMatch(/\r\n--encke\r\n$/)
  })
})
