import { rollup } from 'rollup'
import { loadConfigFile } from 'rollup/loadConfigFile'

let built: Promise<string> | undefined

/** The bundle for browsers of ES5, as the sources are now. Built once. */
export function legacyScript(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  const { options } = await loadConfigFile('rollup.config.mjs', { silent: true })
  const legacy = options.find(({ input }) => input === 'src/legacy/index.ts')
  if (!legacy) throw new Error('rollup.config.mjs builds nothing from src/legacy/index.ts')
  const bundle = await rollup(legacy)
  const { output } = await bundle.generate(legacy.output[0] ?? {})
  await bundle.close()
  return output[0].code
}
