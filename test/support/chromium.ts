import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright'

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The system's Chromium, or the one that playwright keeps; undefined when there is none. */
export function installed(): string | undefined {
  return [...system, chromium.executablePath()].find((path) => existsSync(path))
}

/** Gets a Chromium when there is none: from Debian when we may install there, else from playwright. */
export function setup() {
  if (installed()) return
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'inherit' })
  console.log('Chromium is missing: installing it (once)…')
  try {
    if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
      run('apt-get', 'update', '-qq')
      run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium')
    } else {
      run('npx', 'playwright', 'install', 'chromium')
    }
  } catch {
    throw new Error('Chromium is missing and could not be installed: run "npx playwright install chromium"')
  }
}

/** @param args - what else it is told */
export function launch(args: string[] = []): Promise<Browser> {
  const executablePath = installed()
  return chromium.launch({
    ...(executablePath && { executablePath }),
    // Playwright turns it off; users have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', ...args],
  })
}
