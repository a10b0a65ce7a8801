import { readFileSync } from 'node:fs'
import { Window } from 'happy-dom'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connect } from '../../src/index'
import { createServer } from '../../src/server/index'
import { createNetwork } from '../../src/testing/index'

/** What docs/testing.md tells the reader to set. */
function advised(): object {
  const [, text] = /const settings = (\{.*?\n\})/s.exec(readFileSync('docs/testing.md', 'utf8')) ?? []
  return new Function(`return ${text}`)()
}

/** What happy-dom says on its console while the network is away. */
async function complaints(settings: object): Promise<string[]> {
  const said: string[] = []
  const note = (...words: unknown[]) => said.push(words.join(' '))
  const window = new Window({
    url: 'http://localhost:3000',
    console: { ...console, error: note, warn: note },
    settings: { ...settings, disableErrorCapturing: true },
  })
  const network = createNetwork(createServer())
  network.set({ down: true })
  const document = window.document as unknown as Document
  const client = connect('/encke', { environment: { ...network.environment(), document } })
  onTestFinished(async () => {
    network.close()
    await Promise.all([client.close(), window.happyDOM.close()])
  })
  await vi.advanceTimersByTimeAsync(60_000)
  return said
}

test('with the settings in the documentation, happy-dom does not complain of frames and scripts', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  expect((await complaints({})).join()).toMatch(/iframe.*script/s)
  expect(await complaints(advised())).toEqual([])
})
