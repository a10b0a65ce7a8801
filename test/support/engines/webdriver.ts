import { until } from '../until'
import type { Tab } from './engine'

/** A session of a WebDriver server (W3C WebDriver), with as many windows as are wanted. */
export async function startSession(server: string) {
  /** One command at a time: each goes to the window that was chosen last. */
  let idle: Promise<unknown> = Promise.resolve()

  async function ask(method: string, path: string, body?: object) {
    const response = await fetch(`${server}${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    const { value } = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }

  // Loading is waited for by what the page says.
  const alwaysMatch = { pageLoadStrategy: 'none', timeouts: { script: 120_000 } }
  const { sessionId, capabilities } = await ask('POST', '/session', { capabilities: { alwaysMatch } })
  const session = `/session/${sessionId}`

  function within(handle: string, method: string, path: string, body?: object) {
    const answer = idle.then(async () => {
      await ask('POST', `${session}/window`, { handle })
      return ask(method, `${session}${path}`, body)
    })
    idle = answer.catch(() => {})
    return answer
  }

  const first = await ask('GET', `${session}/window`)

  return {
    version: capabilities.browserVersion as string,

    async newPage(): Promise<Tab> {
      const { handle } = await within(first, 'POST', '/window/new', { type: 'window' })

      async function evaluate(run: unknown, argument?: unknown) {
        const script = `const [argument, done] = arguments
          new Promise((resolve) => resolve((${run})(argument))).then(
            (value) => done({ value }),
            (error) => done({ error: String(error) }),
          )`
        const { value, error } = await within(handle, 'POST', '/execute/async', { script, args: [argument] })
        if (error) throw new Error(`in the page: ${error}`)
        return value
      }

      const tab = {
        evaluate,
        waitForFunction: (condition: unknown, argument?: unknown) =>
          until(() => evaluate(condition, argument), String(condition), 30_000),
        async goto(url: string) {
          await within(handle, 'POST', '/url', { url })
          const loaded = (url: string) => location.href === url && document.readyState === 'complete'
          await until(() => evaluate(loaded, new URL(url).href).catch(() => false), `${url} has loaded`)
        },
        close: () => within(handle, 'DELETE', '/window'),
      }
      return tab as unknown as Tab
    },

    end: () => ask('DELETE', session),
  }
}
