import { once } from 'node:events'
import { get } from 'node:http'
import { expect, test, vi } from 'vitest'
import { serve } from '../../support/close-later'

// That of before version 8 has another name for it.
vi.mock('ws', () => ({ WebSocketServer: undefined }))

test('a ws that is too old costs the sockets, is said, and nothing else', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const hinted = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { url } = await serve()
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket' }
  const [response] = await once(get(url, { headers }), 'response')
  response.resume()
  expect(response.statusCode).toBe(426)
  expect(said).toHaveBeenCalledWith(expect.stringMatching(/ws 8\.23/), expect.any(TypeError))
  expect(hinted.mock.calls).toEqual([
    [expect.stringMatching(/WebSocket and gets none: it needs the package ws, 8\.23 or later/)],
  ])
  said.mockRestore()
  hinted.mockRestore()
})
