import { expect, test, vi } from 'vitest'

test('a test that runs in a browser is told to use a real server', async () => {
  vi.doMock('node:module', () => ({ createRequire: undefined }))
  await expect(import('../../src/testing/index')).rejects.toThrow('needs Node; in a browser, use a real server')
})
