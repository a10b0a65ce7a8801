import { once } from 'node:events'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { pipeline } from 'node:stream'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const none = 'none'

/** The proxy of the tests is in TypeScript: vite loads it. */
async function load() {
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport(`${root}test/proxy/bad-proxy.ts`, { root, configFile: false })
  return module
}

/**
 * Puts the bad proxy between the demo's server and the handlers of Encke. The page and its switches stay clear of it, so
 * that no fault can lock anybody out. Where the proxy cannot be loaded, these handlers are reached directly.
 * @param direct - `handle(request, response)` and `upgrade(request, socket, head)` of Encke
 */
export async function createBadProxy(direct) {
  let parts
  try {
    parts = await load()
  } catch (error) {
    const missing = error.code === 'ERR_MODULE_NOT_FOUND'
    const why = missing ? 'it is loaded by vite, which “npm ci” brings and “--omit=dev” leaves out' : error.message
    return { ...direct, describe: () => ({ why }), set: () => false, close() {} }
  }
  const behind = createServer(direct.handle).on('upgrade', direct.upgrade).listen(0, '127.0.0.1')
  await once(behind, 'listening')
  const proxy = await parts.startBadProxy({ upstream: `http://127.0.0.1:${behind.address().port}` })
  const faults = new Map([[none, {}], ...Object.entries(parts.catalogue)])
  let fault = none

  return {
    ...createPassage(proxy.port),

    describe: () => ({ faults: [...faults.keys()], fault }),

    /** Begins this fault, by name, and ends the one before. */
    set(name) {
      if (!faults.has(name)) return false
      fault = name
      proxy.set(faults.get(name))
      return true
    },

    close() {
      proxy.close()
      behind.close()
      behind.closeAllConnections()
    },
  }
}

/** Passes requests and upgrades on to a port, and hands back what comes as it comes: also when that is a broken end. */
function createPassage(port) {
  const agent = new Agent({ keepAlive: true, timeout: 1000 })

  return {
    handle(request, response) {
      const { method, url: path, rawHeaders: headers } = request
      const cut = () => request.socket.destroy()
      const asked = httpRequest({ agent, host: '127.0.0.1', port, method, path, headers })
      request.pipe(asked)
      asked.on('error', cut)
      asked.on('response', (answer) => {
        response.sendDate = false
        response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders)
        response.flushHeaders()
        pipeline(answer, response, (error) => error && cut())
      })
      response.on('close', () => response.writableFinished || asked.destroy())
    },

    upgrade({ method, url, rawHeaders }, socket, head) {
      const lines = rawHeaders.map((text, index) => (index % 2 ? `${text}\r\n` : `${text}: `))
      const passage = connect(port, '127.0.0.1')
      passage.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`)
      passage.write(head)
      pipeline(socket, passage, socket, () => {
        socket.destroy()
        passage.destroy()
      })
    },
  }
}
