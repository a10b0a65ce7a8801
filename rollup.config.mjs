import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import inject from '@rollup/plugin-inject'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import { asLists, inBrief } from './src/legacy/es5.mjs'

const external = [/^node:/, 'redis']

/** Nothing stays of what was built before. */
const anew = {
  name: 'anew',
  buildStart() {
    rmSync('dist', { recursive: true, force: true })
  },
}

/**
 * Declarations name whole files, as Node's rules of resolution (`nodenext`) ask for. What is for script tags only has
 * none.
 */
const declarations = {
  name: 'declarations',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (!file.fileName.endsWith('.d.ts')) continue
      if (file.fileName.startsWith('legacy/')) delete bundle[file.fileName]
      file.source = file.source.replace(/(\bfrom |\bimport\()(['"])(\.[^'"]*)\2/g, '$1$2$3.js$2')
    }
  },
}

/** The modules as they are, so that a bundler takes only what is used, and their declarations. */
const modules = {
  input: ['index', 'core', 'extensions/index', 'server/index', 'server/redis', 'testing/index'].map(
    (name) => `src/${name}.ts`,
  ),
  external,
  plugins: [anew, typescript({ declaration: true, declarationDir: 'dist', sourceMap: true }), declarations],
  output: { dir: 'dist', format: 'es', preserveModules: true, preserveModulesRoot: 'src', sourcemap: true },
}

/** What gzip makes the least of; no getter here does anything, no text is made of a symbol, and no method constructs. */
const compress = { passes: 4, pure_getters: true, lhs_constants: false, unsafe: true, unsafe_methods: true }

/** One file for a script tag: the global `Encke`. */
const script = {
  input: 'src/index.ts',
  plugins: [typescript({ sourceMap: true }), terser({ ecma: 2020, compress })],
  output: { file: 'dist/encke.js', format: 'iife', name: 'Encke', sourcemap: true },
}

const own = (file, name) => [fileURLToPath(new URL(`src/legacy/${file}.ts`, import.meta.url)), name]

/** The client's own, instead of the browser's. */
const owned = {
  $list: own('collections', 'list'),
  Map: own('collections', 'OwnMap'),
  Set: own('collections', 'OwnSet'),
  Symbol: own('collections', 'OwnSymbol'),
  URL: own('url', 'OwnUrl'),
  URLSearchParams: own('url', 'OwnQuery'),
}

/** What nobody here asks of the polyfill for promises. */
const promises = {
  name: 'promises',
  load: (id) => (/promise-polyfill\/src\/(any|allSettled)\.js$/.test(id) ? 'export default undefined' : null),
}

/** The same for browsers of ES5, with what they lack. */
const legacy = {
  input: 'src/legacy/index.ts',
  plugins: [
    resolve(),
    promises,
    typescript({
      target: 'ES5',
      ignoreDeprecations: '6.0',
      noCheck: true,
      sourceMap: true,
      transformers: { before: [asLists], after: [inBrief] },
    }),
    inject({ modules: owned, include: 'src/**', exclude: 'src/legacy/{polyfills,collections,url}.ts' }),
    terser({ ecma: 5, compress: { ...compress, passes: 5 } }),
  ],
  output: { file: 'dist/encke.legacy.js', format: 'iife', name: 'Encke', sourcemap: true },
}

export default [modules, script, legacy]
