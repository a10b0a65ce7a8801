import { readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

/** The names of all that the types of these files have, and the types of that. */
function namesSeen(entries: readonly string[]): Set<string> {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  const program = ts.createProgram(entries, { ...options, noEmit: true })
  const checker = program.getTypeChecker()
  const names = new Set<string>()
  const walked = new Set<ts.Node>()

  function walk(node: ts.Node) {
    const { fileName } = node.getSourceFile()
    if (walked.has(node) || !relative('src', fileName).match(/^(?!\.\.)/)) return
    walked.add(node)
    if (ts.isTypeElement(node) || ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node)) {
      if (node.name && ts.isIdentifier(node.name)) names.add(node.name.text)
    }
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression
      const symbol = checker.getSymbolAtLocation(name)
      const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      for (const declaration of target?.declarations ?? []) walk(declaration)
    }
    ts.forEachChild(node, (child) => {
      if (!ts.isBlock(child)) walk(child)
    })
  }
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.SourceFile)
    for (const one of module ? checker.getExportsOfModule(module) : []) {
      const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
      for (const declaration of target.declarations ?? []) walk(declaration)
    }
  }
  return names
}

/** The words of the modules that make up the client, but for comments. */
const modules = readdirSync('dist', { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(index\.js|(client|protocol)\/.*\.js)$/.test(path))
  .map((path) => readFileSync(`dist/${path}`, 'utf8').replace(/\/\*.*?\*\//gs, ''))
const words = new Set(modules.flatMap((text) => text.match(/\w+/g) ?? []))
const names = [...namesSeen(['src/index.ts', 'src/protocol/message.ts'])].filter((name) => words.has(name))

test.each(['encke', 'encke.legacy'])(
  'what pages and servers know by name has its name in dist/%s.js, too',
  (script) => {
    const known = new Set(readFileSync(`dist/${script}.js`, 'utf8').match(/\w+/g))
    expect(names.length).toBeGreaterThan(100)
    expect(names).toContain('caughtUp')
    expect(names).toContain('supportedConnectionTypes')
    expect(names.filter((name) => !known.has(name))).toEqual([])
  },
)
