import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Gets packages from Debian, where we may install there. What comes of it, the caller sees. */
export function installFromDebian(name: string, ...packages: string[]): void {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return
  const apt = (...args: string[]) => execFileSync('apt-get', args, { stdio: 'inherit' })
  console.log(`${name} is missing: installing it (once)…`)
  try {
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
  } catch (error) {
    console.log(String(error))
  }
}
