import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer, type ServerOptions } from 'encke/server'
import type { Window } from 'happy-dom'
import { afterEach, expect, test, vi } from 'vitest'
import { openChat } from '../src/chat'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close()
})

/** A real server on a free port, and the simulated page is one of its pages: so it may connect. */
async function serve(options: ServerOptions = {}) {
  const encke = createServer(options)
  const http = createHttpServer((request, response) => encke.handle(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  opened.push(encke, http)
  const { happyDOM } = globalThis as unknown as Window
  happyDOM.setURL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`)
  return encke
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
  const encke = await serve()
  const page = open()
  for (const text of ['one', 'two', 'three']) encke.publish('/chat/lobby', { text })
  await vi.waitFor(() => expect(page.lines()).toEqual(['one', 'two', 'three']))
  encke.publish('/chat/lobby', { text: 'four' })
  await vi.waitFor(() => expect(page.lines()).toEqual(['one', 'two', 'three', 'four']))
})

test('what I say appears once, here and on the next page', async () => {
  await serve()
  const mine = open()
  const next = open()
  mine.say('hello')
  await vi.waitFor(() => expect(mine.lines()).toEqual(['hello']))
  await vi.waitFor(() => expect(next.lines()).toEqual(['hello']))
})

test('a refusal is shown with what was not sent', async () => {
  await serve({ authorize: ({ action }) => action === 'subscribe' })
  const page = open()
  page.say('hello')
  await vi.waitFor(() => expect(page.problem()).toMatch(/^"hello" was not sent: .*not authorized/))
  expect(page.lines()).toEqual([])
})
