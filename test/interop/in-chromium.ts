import { readFile } from 'node:fs/promises'
import type { Browser, Page as Tab } from 'playwright'
import { afterAll, beforeAll } from 'vitest'
import { launch } from '../support/chromium'
import { closeLater } from '../support/close-later'
import { script } from '../support/script'
import { type Page, startServer, type TestServer } from '../support/server'
import type { Maker, Opened } from './opened'
import type * as InPage from './page-peers'

declare const Peers: typeof InPage

const html = '<!doctype html><script src="/faye.js"></script><script src="/peers.js"></script>'
const scripts = new Map([
  ['/faye.js', () => readFile('node_modules/faye/client/faye-browser.js', 'utf8')],
  ['/peers.js', () => script('test/interop/page-peers.ts', 'Peers')],
])

/** A page in which every client is to be had. */
export const peersPage: Page = async ({ url = '' }, response) => {
  const asked = scripts.get(url)
  response.writeHead(200, { 'Content-Type': `text/${asked ? 'javascript' : 'html'}; charset=utf-8` })
  response.end((await asked?.()) ?? html)
}

/** Clients in a page of Chromium, one at a time: going to the next page leaves the one before. */
export function useChromium() {
  let browser: Browser
  let tab: Tab
  let elsewhere: TestServer
  let told: Opened['told'] = []
  let listeners = new Map<number, (data: unknown) => void>()
  beforeAll(async () => {
    browser = await launch()
    tab = await (await browser.newContext()).newPage()
    await tab.exposeFunction('told', (what: string, detail: unknown) => told.push([what, detail]))
    await tab.exposeFunction('heard', (id: number, data: unknown) => listeners.get(id)?.(data))
    elsewhere = await startServer({}, peersPage)
  })
  afterAll(async () => {
    await browser.close()
    await elsewhere.close()
  })

  async function act<Name extends keyof InPage.Actions>(
    name: Name,
    ...all: Parameters<InPage.Actions[Name]>
  ): Promise<Awaited<ReturnType<InPage.Actions[Name]>>> {
    const { value, error } = await tab.evaluate(([name, all]) => Peers.act(name, all as never[]), [name, all] as const)
    if (error) throw Object.assign(new Error(error.message), error)
    return value as Awaited<ReturnType<InPage.Actions[Name]>>
  }

  return {
    elsewhere: () => elsewhere.origin,

    /** @param origin - of the page */
    async open(maker: Maker, url: string, transports: string[], origin?: string, acks = false): Promise<Opened> {
      const mine: Opened['told'] = []
      told = mine
      listeners = new Map()
      await tab.goto(origin ?? new URL(url).origin)
      const wish = [maker, url, transports, acks] as const
      await tab.evaluate((wish) => Peers.open(...wish), wish)
      return closeLater({
        told: mine,
        async subscribe(pattern, listener) {
          const id = listeners.size
          listeners.set(id, listener)
          await act('subscribe', pattern, id)
          return () => void act('unsubscribe', id)
        },
        publish: (channel, data) => act('publish', channel, data),
        transport: () => act('transport'),
        close: () => act('close'),
      })
    },
  }
}
