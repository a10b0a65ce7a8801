import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../support/chromium'
import { startServer } from '../support/server'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** What gives away a transport in minified code. */
const telltales = {
  'xhr-streaming': ['xhr-streaming'],
  iframe: ['about:blank'],
  'callback-polling': ['callback-polling', 'jsonp'],
}

let folder: string
let tarball: string
let app: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encke-bundled-'))
  if (!existsSync(join(repository, 'dist/encke.js'))) await run(repository, 'npm', 'run', 'build')
  await run(repository, 'npm', 'pack', '--pack-destination', folder)
  const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  tarball = join(folder, packed as string)
  app = join(folder, 'app')
  await cp(join(repository, 'examples/bundled'), app, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
  })
  await install(app)
  await run(app, 'npm', 'run', 'build')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a command as a user would type it: nothing that this test run has set in the environment concerns it. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const ours = /^(NODE_ENV|VITEST.*|npm_config_local_prefix)$/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 16 * 1024 * 1024 })
    return stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`)
  }
}

function install(where: string): Promise<string> {
  return run(where, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball)
}

/** All the scripts that vite has written, as one text. */
async function bundle(): Promise<string> {
  const assets = join(app, 'dist/assets')
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  return (await Promise.all(scripts.map((name) => readFile(join(assets, name), 'utf8')))).join('\n')
}

test('installing the package installs nothing else', async () => {
  const empty = join(folder, 'empty')
  await mkdir(empty)
  await writeFile(join(empty, 'package.json'), '{ "private": true }')
  await install(empty)
  const installed = (await readdir(join(empty, 'node_modules'))).filter((name) => !name.startsWith('.'))
  expect(installed).toEqual(['encke'])
})

test('the bundle holds the one transport that it asks for and no other', async () => {
  const built = await bundle()
  const everything = await readFile(join(repository, 'dist/encke.js'), 'utf8')
  expect(built).toContain('long-polling')
  for (const [transport, strings] of Object.entries(telltales)) {
    for (const telltale of strings) {
      expect(everything, `${transport} is no longer to be known by this`).toContain(telltale)
      expect(built, `${transport} is in the bundle`).not.toContain(telltale)
    }
  }
})

test('TypeScript finds no fault in the app, nor in the declarations of the package', async () => {
  await run(app, 'node', join(repository, 'node_modules/typescript/bin/tsc'), '-p', '.')
})

test('the built app shows in Chromium what the server publishes', async () => {
  const server = await startServer({ timeout: 5000 }, async ({ url = '' }, response) => {
    const path = join(app, 'dist', url === '/' ? 'index.html' : url)
    if (!existsSync(path)) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': path.endsWith('.js') ? 'text/javascript' : 'text/html' })
    response.end(await readFile(path))
  })
  let browser: Browser | undefined
  try {
    browser = await launch()
    const page = await browser.newPage()
    await page.goto(server.origin)
    server.encke.publish('/chat/lobby', { text: 'Hello from the server' })
    await page.getByText('Hello from the server', { exact: true }).waitFor()
    await page.getByPlaceholder('Say something').fill('Hello from the page')
    await page.keyboard.press('Enter')
    await page.getByText('Hello from the page', { exact: true }).waitFor()
    expect(await page.locator('li').allTextContents()).toEqual(['Hello from the server', 'Hello from the page'])
  } finally {
    await browser?.close()
    await server.close()
  }
})

test("the app's own tests, in a simulated page, pass", async () => {
  expect(await run(app, 'npm', 'test')).toMatch(/4 passed/)
})
