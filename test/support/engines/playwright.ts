import { existsSync } from 'node:fs'
import { type Browser, firefox as playwright } from 'playwright'
import { installed, launch } from '../chromium'
import type { Engine, Kind } from './engine'

async function engineOf(launched: Promise<Browser>): Promise<Engine> {
  const browser = await launched
  const context = await browser.newContext()
  return { version: browser.version(), newPage: () => context.newPage(), close: () => browser.close() }
}

export const chromium: Kind = {
  name: 'Chromium',
  packages: ['chromium'],
  installed: () => Boolean(installed()),
  launch: () => engineOf(launch()),
}

const executablePath = '/usr/bin/firefox-esr'

export const firefox: Kind = {
  name: 'Firefox',
  packages: ['firefox-esr'],
  installed: () => existsSync(executablePath),
  // The browser as users have it, by WebDriver BiDi.
  launch: () => engineOf(playwright.launch({ channel: 'moz-firefox', executablePath })),
}
