import { rmSync } from 'node:fs'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'

rmSync('dist', { recursive: true, force: true })

const external = [/^node:/]

/** The modules as they are, so that a bundler takes only what is used, and their declarations. */
const modules = {
  input: ['src/index.ts', 'src/core.ts', 'src/server/index.ts'],
  external,
  plugins: [typescript({ declaration: true, declarationDir: 'dist', sourceMap: true })],
  output: { dir: 'dist', format: 'es', preserveModules: true, preserveModulesRoot: 'src', sourcemap: true },
}

/** One file for a script tag: the global `Encke`. */
const script = {
  input: 'src/index.ts',
  plugins: [typescript({ sourceMap: true }), terser({ ecma: 2020, compress: { passes: 3 } })],
  output: { file: 'dist/encke.js', format: 'iife', name: 'Encke', sourcemap: true },
}

export default [modules, script]
