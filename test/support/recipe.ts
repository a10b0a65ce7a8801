import { readFileSync } from 'node:fs'

/**
 * The file that docs/proxies.md tells the reader to write, with what the reader knows better filled in.
 * @param section - where it is; without it, the first of the page
 */
export function recipe(language: string, blanks: [RegExp, string][], section = ''): string {
  const whole = readFileSync('docs/proxies.md', 'utf8')
  const page = whole.slice(whole.indexOf(section))
  const [, text] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page) ?? []
  if (!text) throw new Error(`docs/proxies.md has no recipe in ${language}`)
  return blanks.reduce((filled, [blank, value]) => {
    if (!blank.test(filled)) throw new Error(`the recipe in ${language} has no ${blank}`)
    return filled.replace(blank, value)
  }, text)
}
