import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { connect } from '../../src/index'
import { closeLater, serve } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { post } from '../support/wire'

/** As Express does for `app.use(path, …)`. */
function takeOff(path: string, request: IncomingMessage) {
  const { url = '' } = request
  if (!url.startsWith(path)) return
  request.url = url.slice(path.length).replace(/^(?!\/)/, '/')
  Object.assign(request, { originalUrl: url, baseUrl: path })
}

describe('a server that is mounted under a path, as by app.use(path, …) of Express,', () => {
  test.each([
    ['its own', '/encke', '/encke'],
    ['one before its own', '/api', '/api/encke'],
  ])('%s, answers below its path', async (_, mount, path) => {
    const server = await serve({ path })
    server.meddle = (request) => {
      takeOff(mount, request)
      return false
    }
    const address = `${server.origin}${path}`
    const client = closeLater(connect(address, { transports: ['fetch-streaming'], environment: likeBrowser() }))
    await client.subscribe('/a', () => {}).ready
    await client.publish('/a', 1)
    expect(server.requests).toBeGreaterThan(0)
  })

  test('leaves what is for others as it came', async () => {
    const seen: unknown[] = []
    const server = await serve({ path: '/encke' }, (request, response) => {
      seen.push(request.url)
      response.end()
    })
    server.meddle = (request) => {
      takeOff('/encke.d', request)
      return false
    }
    await post(`${server.origin}/encke.d/other`, [])
    expect(seen).toEqual(['/other'])
  })
})
