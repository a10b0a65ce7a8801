import { rmSync } from 'node:fs'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'

rmSync('dist', { recursive: true, force: true })

const external = [/^node:/, 'redis']

/** Declarations name whole files, as Node's rules of resolution (`nodenext`) ask for. */
const wholeNames = {
  name: 'whole-names',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (!file.fileName.endsWith('.d.ts')) continue
      file.source = file.source.replace(/(\bfrom |\bimport\()(['"])(\.[^'"]*)\2/g, '$1$2$3.js$2')
    }
  },
}

/** The modules as they are, so that a bundler takes only what is used, and their declarations. */
const modules = {
  input: ['src/index.ts', 'src/core.ts', 'src/extensions/index.ts', 'src/server/index.ts', 'src/server/redis.ts'],
  external,
  plugins: [typescript({ declaration: true, declarationDir: 'dist', sourceMap: true }), wholeNames],
  output: { dir: 'dist', format: 'es', preserveModules: true, preserveModulesRoot: 'src', sourcemap: true },
}

/** One file for a script tag: the global `Encke`. */
const script = {
  input: 'src/index.ts',
  plugins: [typescript({ sourceMap: true }), terser({ ecma: 2020, compress: { passes: 3 } })],
  output: { file: 'dist/encke.js', format: 'iife', name: 'Encke', sourcemap: true },
}

export default [modules, script]
