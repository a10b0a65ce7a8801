import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Servers are on the path of no user, here and there. */
const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']

/** Where a program is; undefined when it is nowhere. */
export const find = (program: string): string | undefined =>
  places.map((place) => join(place, program)).find((path) => existsSync(path))

/** Of what is missing under the lock. Test files run side by side, and apt-get does not wait for another one. */
const install = `
  while [ $# -gt 0 ]; do command -v "$1" > /dev/null || missing="$missing $2"; shift 2; done
  [ -z "$missing" ] || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; }`

/**
 * Whether all of these programs are there; gets their packages from Debian when we may install there. Says what is missing
 * all the same.
 * @param packages - by program
 */
export function have(packages: Record<string, string>): boolean {
  const missing = () => Object.keys(packages).filter((program) => !find(program))
  if (missing().length && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log(`${missing().join(', ')} missing: installing (once)…`)
    try {
      const lock = join(tmpdir(), 'encke-install.lock')
      execFileSync('flock', [lock, 'sh', '-c', install, 'sh', ...Object.entries(packages).flat()], { stdio: 'inherit' })
    } catch (error) {
      console.log(String(error))
    }
  }
  if (!missing().length) return true
  console.log(`${missing().join(', ')} missing: what needs it is skipped. Install it to have it tested.`)
  return false
}
