import { until } from '../until'
import type { Tab } from './engine'

/** A session of a WebDriver server (W3C WebDriver), with as many windows as are wanted. */
export async function startSession(server: string) {
  /** One command at a time: each goes to the window that was chosen last. */
  let idle: Promise<unknown> = Promise.resolve()

  async function ask(method: string, path: string, body?: object) {
    const signal = AbortSignal.timeout(20_000)
    const response = await fetch(`${server}${path}`, { method, signal, ...(body && { body: JSON.stringify(body) }) })
    const { value } = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }

  // Loading is waited for by what the page says.
  const alwaysMatch = { pageLoadStrategy: 'none' }
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

      const execute = (script: string, ...args: unknown[]) => within(handle, 'POST', '/execute/sync', { script, args })
      let evaluations = 0

      /** What takes time is asked about again and again: no command waits in a page, which may go elsewhere meanwhile. */
      async function evaluate(run: unknown, argument?: unknown) {
        const id = ++evaluations
        const begin = `const [id, argument] = arguments
          const answers = (window.answers ??= {})
          const failed = (error) => ({ error: String(error) })
          try {
            const value = (${run})(argument)
            if (!value?.then) return { value }
            value.then((value) => { answers[id] = { value } }, (error) => { answers[id] = failed(error) })
          } catch (error) {
            return failed(error)
          }`
        const look = 'return window.answers ? window.answers[arguments[0]] : { error: "the page has gone elsewhere" }'
        let answer = await execute(begin, id, argument)
        await until(async () => (answer ??= await execute(look, id)), `the page answers ${run}`, 60_000)
        if (answer.error) throw new Error(`in the page: ${answer.error}`)
        return answer.value
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
