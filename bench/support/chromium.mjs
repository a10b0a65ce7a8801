import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import WebSocket from 'ws'

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const options = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking']

/**
 * A Chromium driven by plain DevTools messages. Playwright would switch on the domain Network, which makes sockets and
 * event streams in the page two to four times slower.
 */
export async function startChromium() {
  const path = [...system, chromium.executablePath()].find((path) => existsSync(path))
  if (!path) throw new Error('no Chromium: run "npx playwright install chromium"')
  const profile = mkdtempSync(join(tmpdir(), 'encke-bench-'))
  const child = spawn(path, [
    ...['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    ...[...options, 'about:blank'],
  ])
  // Also when this process ends otherwise than by `close`.
  const end = () => child.kill()
  process.once('exit', end)
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const address = await new Promise((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (piece) => {
      said += piece
      const found = /DevTools listening on (\S+)/.exec(said)
      if (found) resolve(found[1])
    })
    gone.then(() => reject(new Error(`Chromium does not start: ${said}`)))
  })
  const { call, on, socket } = await talk(address)

  return {
    version: (await call('Browser.getVersion')).product,
    /** A page in a profile of its own, loaded. */
    async open(url) {
      const { browserContextId } = await call('Target.createBrowserContext')
      const { targetId } = await call('Target.createTarget', { url: 'about:blank', browserContextId })
      const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true })
      const ask = (method, parameters) => call(method, parameters, sessionId)
      await ask('Page.enable')
      await ask('Performance.enable', { timeDomain: 'threadTicks' })
      const loaded = new Promise((resolve) => on(sessionId, 'Page.loadEventFired', resolve))
      await ask('Page.navigate', { url })
      await loaded
      return pageOf(ask, call, browserContextId)
    },
    /**
     * Resolves when it has nothing to do, after five seconds at the latest: with a page it begins a process for the next
     * one, which takes as much of the machine as a bench does.
     */
    async settled() {
      const worked = async () => {
        const { processInfo } = await call('SystemInfo.getProcessInfo')
        return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
      }
      const until = performance.now() + 5000
      for (let [before, busy] = [await worked(), true]; busy && performance.now() < until; ) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        const now = await worked()
        busy = now - before > 0.01
        before = now
      }
    },
    async close() {
      await call('Browser.close')
      await gone
      process.off('exit', end)
      socket.close()
      // Its last processes may write a little longer.
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

function pageOf(ask, call, browserContextId) {
  const page = {
    /** The value of an expression, when it has one. */
    async evaluate(expression) {
      const { result, exceptionDetails } = await ask('Runtime.evaluate', {
        ...{ expression, awaitPromise: true, returnByValue: true },
      })
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value
    },
    /** Seconds for which the main thread has been at work, by its own processor clock. */
    async worked() {
      const { metrics } = await ask('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'TaskDuration').value
    },
    /** The memory of the process that shows this page: the one that becomes busy when the page is. */
    async memory() {
      const before = await renderers(call)
      await page.evaluate('for (const until = performance.now() + 200; performance.now() < until; );')
      const after = await renderers(call)
      const spent = (pid) => after.get(pid) - (before.get(pid) ?? 0)
      const [pid] = [...after.keys()].sort((a, b) => spent(b) - spent(a))
      return memoryOf(pid)
    },
    collectGarbage: () => ask('HeapProfiler.collectGarbage'),
    profile: {
      start: async () => {
        await ask('Profiler.enable')
        await ask('Profiler.setSamplingInterval', { interval: 200 })
        await ask('Profiler.start')
      },
      stop: async () => (await ask('Profiler.stop')).profile,
    },
    close: () => call('Target.disposeBrowserContext', { browserContextId }),
  }
  return page
}

async function renderers(call) {
  const { processInfo } = await call('SystemInfo.getProcessInfo')
  return new Map(processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, cpuTime]))
}

/** Bytes of resident memory of a process of this machine. Linux keeps the highest value, and forgets it when told to. */
function memoryOf(pid) {
  const field = (name) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) * 1024
  }
  return {
    now: () => field('VmRSS'),
    peak: () => field('VmHWM'),
    forget: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
  }
}

async function talk(address) {
  const socket = new WebSocket(address, { maxPayload: 0 })
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  const waiting = new Map()
  const listeners = new Map()
  let last = 0
  socket.on('message', (data) => {
    const { id, result, error, method, sessionId, params } = JSON.parse(data)
    if (!id) return listeners.get(`${sessionId} ${method}`)?.(params)
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (error) reject(new Error(error.message))
    else resolve(result)
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium is gone'))
  })
  return {
    socket,
    on: (sessionId, method, listener) => listeners.set(`${sessionId} ${method}`, listener),
    call(method, params = {}, sessionId = undefined) {
      const id = ++last
      socket.send(JSON.stringify({ id, method, params, sessionId }))
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
  }
}
