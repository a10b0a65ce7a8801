// The bad proxy of the tests, in a process of its own: `proxy.mjs MODULE UPSTREAM FAULTS`.
import { obey } from './processes.mjs'

const [module, upstream, faults] = process.argv.slice(2)
const { startBadProxy } = await import(module)
const proxy = await startBadProxy({ upstream, faults: JSON.parse(faults) })

obey({
  port: () => proxy.port,
  set: (faults) => proxy.set(faults),
  cut: () => proxy.cut(),
})
