import { runInNewContext } from 'node:vm'
import { rollup } from 'rollup'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { list } from '../../src/legacy/collections'
// @ts-expect-error It has no types.
import { asLists, inBrief } from '../../src/legacy/es5.mjs'

const options = { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.ESNext, ignoreDeprecations: '6.0' }
const transformers = { before: [asLists], after: [inBrief] }
const transpile = (code: string, fileName = '/src/client/code.ts') =>
  ts.transpileModule(code, { compilerOptions: options, transformers, fileName }).outputText

/** What a function of this body returns, as it is and in ES5. */
function both(body: string) {
  const inEs5 = transpile(`export const run = () => { ${body} }`).replace('export ', '')
  return [new Function(body)(), new Function('$list', `${inEs5}; return run()`)(list)]
}

test.each([
  'const got = []; for (const one of new Set([1, 2])) got.push(one); return got',
  'const got = []; for (const [a, { b = 3 }] of new Map([[1, { b: 2 }], [4, {}]])) got.push(a, b); return got',
  'const all = [1, 2]; let sum = 0; for (const one of all) { if (one === 2) all.push(5); sum += one } return sum',
  'const runs = []; for (const one of "ab") runs.push(() => one); return runs.map((run) => run())',
  'const a = new Set([1]), b = [[2]]; return [[], ...a, 0, ...b, ...a.keys(), [3], ..."😀c"]',
  'const all = [1]; const copy = [...all]; all.push(2); return copy',
  'return [Math.max(...new Set([1, 3]), ...[2]), [...[...[1]].map((one) => [...[one]])], [...[[1]], [...[2]]]]',
  'return [undefined, null, 0, "", { b: 1 }].map((a) => [a ?? 2, a?.b, a?.b ?? 3, a?.b?.c, a?.toString?.() ?? 4])',
  'let a; let b = 0; a ??= 1; b ??= 1; return [a, b]',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  'const one = 1; return [`${one}${one}`, `a${one}b${one + 1}c`, `${[1, 2]}`, `${`${one}` + one}${one && `,${one}`}`]',
  'return "a".concat("b", "c") + [1].concat(2).length',
])('in ES5 it does the same: %s', (body) => {
  const [now, then] = both(body)
  expect(then).toEqual(now)
})

test('in ES5 it is brief', () => {
  expect(transpile('for (const one of all) f(one)')).not.toContain('finally')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  expect(transpile('f(`a${b}c`, a?.b, c ?? d)')).not.toMatch(/concat|void 0 [&|?]|=== null/)
})

/** Takes away what came after ES5, and lists what the polyfills have put in its place. */
const old = `
  ['find', 'findIndex', 'flat', 'flatMap', 'includes'].forEach((name) => delete Array.prototype[name]);
  ['endsWith', 'includes', 'startsWith'].forEach((name) => delete String.prototype[name]);
  ['assign', 'entries', 'setPrototypeOf'].forEach((name) => delete Object[name]);
  ['Promise', 'Symbol', 'globalThis'].forEach((name) => delete self[name]);`

const uses = `
  const list = [1, , NaN, [2, [3]], undefined];
  const base = { c: 3 };
  JSON.stringify([
    [list.find(Array.isArray), list.find((one) => one > 1), list.find(function () { return this.a }, { a: 1 })],
    [list.findIndex((one) => one === undefined), list.findIndex(() => false)],
    [list.flat().length, list.flat(2).length, list.flat(0).length, [1, 2].flatMap((one, index) => [one, [index]])],
    [list.includes(NaN), list.includes(1, 1), list.includes(1, -9), list.includes(3)],
    ['abc'.endsWith('bc'), 'abc'.endsWith('ab', 2), 'abc'.endsWith('xabc'), 'abc'.endsWith('')],
    ['abc'.includes('b'), 'abc'.includes('b', 2), 'abc'.startsWith('ab'), 'abc'.startsWith('bc', 1), 'abc'.startsWith('c')],
    [Object.assign({ a: 1 }, null, undefined, { a: 2 }, 'x'), Object.entries({ a: 1, b: [] })],
    [Object.setPrototypeOf({}, base).c, Object.keys(list), typeof Promise],
  ])`

test('what the polyfills add does what it does in a browser of today', async () => {
  const bundle = await rollup({
    input: 'src/legacy/polyfills.ts',
    plugins: [
      { name: 'es5', transform: (code, id) => (id.endsWith('.ts') ? transpile(code, id) : null) },
      {
        name: 'promise',
        resolveId: (id) => (id === 'promise-polyfill' ? `${process.cwd()}/node_modules/${id}/src/index.js` : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'iife' })
  await bundle.close()
  const page = { setTimeout, self: {} }
  const result = runInNewContext(`self = this; ${old}\n${output[0].code}\n${uses}`, page)
  expect(result).toBe(runInNewContext(uses))
  expect(runInNewContext('String(Promise)', page)).not.toContain('[native code]')
})
