import { build } from 'vite'

const scripts = new Map<string, Promise<string>>()

/** A module of the sources as they are, as one script that defines this global. Built once. */
export function script(entry: string, name: string): Promise<string> {
  const ready = scripts.get(entry) ?? bundle(entry, name)
  scripts.set(entry, ready)
  return ready
}

async function bundle(entry: string, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2020',
      lib: { entry, formats: ['iife'], name, fileName: name },
    },
  })
  const [{ output }] = result as unknown as [{ output: [{ code: string }] }]
  return output[0].code
}
