import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { pages } from './pages'

const modules = {
  'encke/server': join(process.cwd(), 'src/server/index'),
  'encke/server/redis': join(process.cwd(), 'src/server/redis'),
  redis: createRequire(import.meta.url).resolve('redis'),
}

/**
 * Runs the example of that page and section that has these words, as it stands there, and hands over what it makes.
 * @param instead - what stands for what, such as a free port for the one that is written
 */
export async function runExample<Made>(
  [page, section, words]: [page: string, section: string, words: string],
  made: (keyof Made & string)[],
  instead: Record<string, string>,
): Promise<Made> {
  const blocks = pages.get(page)?.blocks.filter((one) => one.section === section && one.text.includes(words)) ?? []
  if (blocks.length !== 1) throw new Error(`${blocks.length} examples in ${page}, ${section}, have ${words}`)
  let text = blocks[0]?.text as string
  for (const [name, path] of Object.entries(modules)) text = text.replace(`'${name}'`, JSON.stringify(path))
  for (const [written, other] of Object.entries(instead)) {
    if (!text.includes(written)) throw new Error(`the example does not say ${written}`)
    text = text.replace(written, other)
  }
  const folder = await mkdtemp(join(tmpdir(), 'encke-docs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'example.ts')
  await writeFile(file, `${text}export { ${made.join(', ')} }\n`)
  return import(file)
}
