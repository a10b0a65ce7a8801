import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Starts a script of this folder in a process of its own, which takes orders. It ends with this process. */
export function start(script, args = [], execArgv = []) {
  const child = fork(fileURLToPath(new URL(`../${script}`, import.meta.url)), args, { execArgv })
  const waiting = new Map()
  let last = 0
  let over = false
  const gone = new Promise((resolve) => child.once('exit', resolve))
  gone.then(() => {
    over = true
    for (const { reject } of waiting.values()) reject(new Error(`${script} has ended`))
  })
  child.on('message', ({ id, answer, error }) => {
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (error) reject(new Error(`${script} ${args[0] ?? ''}: ${error}`))
    else resolve(answer)
  })
  return {
    ask(order, ...args) {
      if (over) return Promise.reject(new Error(`${script} has ended`))
      const id = ++last
      child.send({ id, order, args })
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
    close() {
      child.kill('SIGKILL')
      return gone
    },
  }
}

/** In such a process: carries out what its parent orders, and ends with it. */
export function obey(orders) {
  process.on('message', async ({ id, order, args }) => {
    try {
      process.send({ id, answer: await orders[order](...args) })
    } catch (error) {
      process.send({ id, error: error?.stack ?? String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
}
