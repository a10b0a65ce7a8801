import { readFile } from 'node:fs/promises'
import vm from 'node:vm'

/*
 * Imports a module, and prints as JSON what it does with the world: the names that it looks up or defines on the global
 * object, beyond those of the language itself. Needs --experimental-vm-modules.
 */
const language = vm.runInNewContext(`Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map((name) => [name, globalThis[name]]))`)
const touched = new Set()
const world = new Proxy(
  {},
  {
    get(own, name) {
      if (name === 'globalThis') return vm.runInContext('this', context)
      if (name in own || name in language) return own[name] ?? language[name]
      touched.add(name)
      return undefined
    },
    defineProperty(own, name, descriptor) {
      touched.add(name)
      return Reflect.defineProperty(own, name, descriptor)
    },
  },
)
const context = vm.createContext(world)
const modules = new Map()

function load(url) {
  const loading =
    modules.get(url) ??
    readFile(new URL(url), 'utf8').then((source) => new vm.SourceTextModule(source, { context, identifier: url }))
  modules.set(url, loading)
  return loading
}

const entry = await load(new URL(process.argv[2], `file://${process.cwd()}/`).href)
await entry.link((specifier, { identifier }) => load(new URL(specifier, identifier).href))
await entry.evaluate()
console.log(JSON.stringify({ exports: Object.keys(entry.namespace), touched: [...touched].map(String) }))
