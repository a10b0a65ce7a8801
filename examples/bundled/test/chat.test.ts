import { createServer, type ServerOptions } from 'encke/server'
import { createNetwork } from 'encke/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { openChat } from '../src/chat'

const opened: { close(): unknown }[] = []
afterEach(() => {
  for (const thing of opened.splice(0)) thing.close()
})

/** A real server, and the network between it and the page. */
function serve(options: ServerOptions = {}) {
  const encke = createServer(options)
  const network = createNetwork(encke)
  network.install()
  opened.push(network)
  return { encke, network }
}

function open() {
  const root = document.createElement('main')
  opened.push(openChat(root, '/encke'))
  return {
    lines: () => [...root.querySelectorAll('li')].map((line) => line.textContent),
    problem: () => root.querySelector('[role=alert]')?.textContent,
    say(text: string) {
      const input = root.querySelector('input') as HTMLInputElement
      input.value = text
      input.form?.requestSubmit()
    },
  }
}

test('what others say appears, in order', async () => {
  const { encke } = serve()
  const page = open()
  for (const text of ['one', 'two', 'three']) encke.publish('/chat/lobby', { text })
  await vi.waitFor(() => expect(page.lines()).toEqual(['one', 'two', 'three']))
  encke.publish('/chat/lobby', { text: 'four' })
  await vi.waitFor(() => expect(page.lines()).toEqual(['one', 'two', 'three', 'four']))
})

test('what I say appears once, here and on the next page', async () => {
  serve()
  const mine = open()
  const next = open()
  mine.say('hello')
  await vi.waitFor(() => expect(mine.lines()).toEqual(['hello']))
  await vi.waitFor(() => expect(next.lines()).toEqual(['hello']))
})

test('a refusal is shown with what was not sent', async () => {
  serve({ authorize: ({ action }) => action === 'subscribe' })
  const page = open()
  page.say('hello')
  await vi.waitFor(() => expect(page.problem()).toMatch(/^"hello" was not sent: .*not authorized/))
  expect(page.lines()).toEqual([])
})

test('what is said while the network is down appears when it is back', async () => {
  const { encke, network } = serve()
  const page = open()
  encke.publish('/chat/lobby', { text: 'one' })
  await vi.waitFor(() => expect(page.lines()).toEqual(['one']))
  network.set({ down: true })
  encke.publish('/chat/lobby', { text: 'two' })
  page.say('three')
  network.set({ down: false })
  await vi.waitFor(() => expect(page.lines()).toEqual(['one', 'two', 'three']))
})
