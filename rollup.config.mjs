import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import inject from '@rollup/plugin-inject'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import ts from 'typescript'
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

/** Whose names others know: users, servers, browsers, the page that comes next. */
const outward = new RegExp(
  `^(protocol|legacy|extensions|client/(transports|${[
    ...['client', 'client-events', 'environment', 'link', 'negotiation/memory', 'page/resume'],
    ...['subscriptions/event', 'subscriptions/subscription'],
  ].join('\\.|')}\\.))`,
)

/**
 * What the parts of the client call each other by: what stands neither in a file of those nor in a text, as `'Content-Type'`
 * does. A file whose objects somebody else reads has to be one of those.
 */
function innerNames() {
  const inner = new Set()
  const known = new Set()
  for (const name of readdirSync('src', { recursive: true })) {
    const file = name.replaceAll('\\', '/')
    if (!/^(client|protocol|legacy|extensions)\/.*\.ts$/.test(file)) continue
    const visit = (node) => {
      if (ts.isStringLiteralLike(node)) for (const word of node.text.split(/\W+/)) known.add(word)
      if (ts.isIdentifier(node) && outward.test(file)) known.add(node.text)
      const named = ts.isObjectLiteralElement(node) || ts.isTypeElement(node)
      if (named && node.name && ts.isIdentifier(node.name)) inner.add(node.name.text)
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile(file, readFileSync(`src/${file}`, 'utf8'), ts.ScriptTarget.Latest))
  }
  return [...inner].filter((name) => !known.has(name))
}

/** Short ones, in place of those, unless they are the browser's own. */
const mangle = { properties: { regex: new RegExp(`^(${innerNames().join('|')})$`) } }

/** What is never set again may be declared as what is: the same word everywhere, and one where there were two. */
const asLet = (context) => (file) => {
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context)
    const constant = ts.isVariableDeclarationList(visited) && visited.flags & ts.NodeFlags.Const
    return constant ? context.factory.createVariableDeclarationList(visited.declarations, ts.NodeFlags.Let) : visited
  }
  return ts.visitNode(file, visit)
}

/** One file for a script tag: the global `Encke`. */
const script = {
  input: 'src/index.ts',
  plugins: [
    typescript({ sourceMap: true, transformers: { before: [asLet] } }),
    terser({ ecma: 2020, compress, mangle }),
  ],
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
    terser({ ecma: 5, compress: { ...compress, passes: 5 }, mangle }),
  ],
  output: { file: 'dist/encke.legacy.js', format: 'iife', name: 'Encke', sourcemap: true },
}

export default [modules, script, legacy]
