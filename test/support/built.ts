import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rollup } from 'rollup'
import { loadConfigFile } from 'rollup/loadConfigFile'

const folder = 'node_modules/.cache/encke'

/** Of all that the scripts are made of. */
function fingerprint(): string {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const files = [...sources.map((name) => `src/${name}`), 'rollup.config.mjs', 'tsconfig.json', 'package-lock.json']
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(readFileSync(file))
  return hash.digest('hex')
}

/**
 * The script that we publish, made of this file, as the sources are now: what a script tag gets. It takes seconds, so the
 * last one is kept for as long as nothing has changed.
 */
export async function built(input: 'src/index.ts' | 'src/legacy/index.ts'): Promise<string> {
  const path = `${folder}/${input.replace(/\//g, '-')}.js`
  const head = `// ${fingerprint()}\n`
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (kept.startsWith(head)) return kept
  const { options } = await loadConfigFile('rollup.config.mjs', { silent: true })
  const script = options.find((one) => one.input === input)
  if (!script) throw new Error(`rollup.config.mjs builds nothing from ${input}`)
  const bundle = await rollup(script)
  const { output } = await bundle.generate(script.output[0] ?? {})
  await bundle.close()
  const code = head + output[0].code
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, code)
  return code
}
