import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { start } from './processes.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}test-results/bench/`

/** Makes the bad proxy of the tests ready to run. */
export async function buildProxy() {
  await build({
    ...{ root, configFile: false, logLevel: 'error' },
    build: { ssr: `${root}test/proxy/bad-proxy.ts`, outDir: folder, target: 'node20' },
  })
}

/** A bad proxy before this port, with these faults. */
export const spoil = (port, faults) =>
  start('support/proxy.mjs', [`${folder}bad-proxy.js`, `http://127.0.0.1:${port}`, JSON.stringify(faults)])
