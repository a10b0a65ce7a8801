import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import type { Block } from './pages'

/** What a type has: a value of a union, a property or a method of an interface. */
export interface Member {
  name: string
  /** How it may be written: `on`, `on(name)`, `on(name, listener)`. */
  forms: string[]
  /** What its own type has; of a method, that of its first parameter. */
  parts: string[]
}

const prelude = 'test/docs/prelude.ts'
const frameworks = 'test/docs/frameworks.d.ts'
const asked = 'test/docs/asked.ts'

/** The entries of the package, as the sources are now. */
function entries(): Record<string, string[]> {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, { types?: string }>
  }
  return Object.fromEntries(
    Object.entries(exports).flatMap(([entry, { types }]) =>
      types ? [[entry.replace('.', 'encke'), [resolve(types.replace(/^\.\/dist(.*)\.d\.ts$/, 'src$1.ts'))]]] : [],
    ),
  )
}

function settings(): ts.CompilerOptions {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  // An example may await, and show what it does not use.
  const looser = { target: ts.ScriptTarget.ES2022, noUnusedLocals: false, noUnusedParameters: false }
  return { ...options, ...looser, rootDir: resolve('.'), noEmit: true, paths: entries() }
}

/**
 * All examples, each a module of its own, and what is to be known of these types, at once.
 * @param types - as they are written: `import('encke').Client`
 */
export function compile(blocks: readonly Block[], types: readonly string[]) {
  const virtual = new Map(blocks.map((block) => [fileOf(block), codeOf(block)]))
  virtual.set(asked, types.map((type, index) => `export declare const type${index}: ${type}`).join('\n'))
  const options = settings()
  const host = ts.createCompilerHost(options)
  const { readFile } = host
  host.readFile = (path) => virtual.get(path) ?? readFile(path)
  const program = ts.createProgram([...virtual.keys(), prelude, frameworks], options, host)
  const checker = program.getTypeChecker()

  /** With the place of each: `docs/client.md:8`. */
  function faultsOf(path: string, place = path, first = 1): string[] {
    const file = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ start = 0, messageText }) => {
        const line = first + (file?.getLineAndCharacterOfPosition(start).line ?? 0)
        return `${place}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
      },
    )
  }

  function memberOf(symbol: ts.Symbol): Member {
    const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol))
    const [call] = type.getCallSignatures()
    const parameters = call?.parameters ?? []
    const forms = [...parameters, undefined].map((_, count) => {
      return `${symbol.name}(${parameters.slice(0, count).map(nameOf).join(', ')})`
    })
    const [first] = parameters
    const inner = first ? checker.getTypeOfSymbol(first) : type
    return {
      name: symbol.name,
      forms: [symbol.name, ...(call ? forms : [])],
      parts: inner.getProperties().map(nameOf),
    }
  }

  return {
    faults: [
      ...faultsOf(prelude),
      ...faultsOf(asked),
      ...blocks.flatMap((block) => faultsOf(fileOf(block), block.page, block.line)),
    ],
    membersOf(type: string): Member[] {
      const module = checker.getSymbolAtLocation(program.getSourceFile(asked) as ts.SourceFile) as ts.Symbol
      const symbol = checker.getExportsOfModule(module)[types.indexOf(type)] as ts.Symbol
      const found = checker.getTypeOfSymbol(symbol)
      if (!found.isUnion()) return checker.getPropertiesOfType(found).map(memberOf)
      return found.types.map((one) => {
        const name = String((one as ts.LiteralType).value)
        return { name, forms: [name], parts: [] }
      })
    },
  }
}

const fileOf = ({ page, line }: Block) => `${page}-${line}.ts`

const nameOf = ({ name }: ts.Symbol) => name

/** What is left out in an example is `undefined`. */
const codeOf = ({ text }: Block) => `${text.replace(/…/g, 'undefined')}export {}\n`
