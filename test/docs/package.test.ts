import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { pages } from './pages'

const { exports, browser } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, { types?: string; default?: string }>
  browser?: Record<string, string>
}

test.each(
  Object.entries(exports).flatMap(([entry, { types }]) => (types ? [[entry.replace('.', 'encke'), types]] : [])),
)('TypeScript that knows no exports (node10) finds the types of %s', (name, types) => {
  const at = (path: string) => path.replace(/^\/app\/node_modules\/encke\b/, '.')
  const host = {
    fileExists: (path: string) => path.startsWith('/app/') && existsSync(at(path)),
    readFile: (path: string) => readFileSync(at(path), 'utf8'),
  }
  const options = { moduleResolution: ts.ModuleResolutionKind.Node10 }
  const { resolvedModule } = ts.resolveModuleName(name, '/app/index.ts', options, host)
  expect(resolvedModule?.resolvedFileName).toBe(join('/app/node_modules/encke', types))
})

test('bundlers that know no exports (Parcel as it comes, webpack 4) find what is for pages', () => {
  const forPages = ['./core', './extensions']
  expect(browser).toEqual(Object.fromEntries(forPages.map((entry) => [entry, exports[entry]?.default])))
})

test('every link in the package leads to a file that is in it', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { encoding: 'utf8' })) as [
    { files: { path: string }[] },
  ]
  const isIn = (path: string) => files.some((file) => file.path === path || file.path.startsWith(`${path}/`))
  const broken = [...pages.values()]
    .filter(({ path }) => isIn(path))
    .flatMap(({ path, links }) =>
      links
        .map(({ target }) => ({ target, file: target.split('#')[0] as string }))
        .filter(({ file }) => file && !/^\w+:/.test(file) && !isIn(join(path, '..', file)))
        .map(({ target }) => `${path}: ${target}`),
    )
  expect(broken).toEqual([])
})
