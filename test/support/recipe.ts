import { readFileSync } from 'node:fs'

/** The file that docs/proxies.md tells the reader to write, with what the reader knows better filled in. */
export function recipe(language: string, blanks: [RegExp, string][]): string {
  const page = readFileSync('docs/proxies.md', 'utf8')
  const [, text] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page) ?? []
  if (!text) throw new Error(`docs/proxies.md has no recipe in ${language}`)
  return blanks.reduce((filled, [blank, value]) => {
    if (!blank.test(filled)) throw new Error(`the recipe in ${language} has no ${blank}`)
    return filled.replace(blank, value)
  }, text)
}
