import { join, resolve } from 'node:path'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
const settings = ts.parseJsonConfigFileContent(config, ts.sys, '.')
const declarations = new Map<string, string>()
let program: ts.Program

beforeAll(() => {
  const host = ts.createCompilerHost(settings.options)
  host.writeFile = (path, text) => declarations.set(resolve(path), text)
  const options = { ...settings.options, declaration: true, emitDeclarationOnly: true, noCheck: true }
  program = ts.createProgram(settings.fileNames, options, host)
  program.emit()
}, 60_000)

const client = ['index', 'core', 'extensions/index']
const server = ['server/index', 'server/redis', 'testing/index']
const entries = [...client, ...server]

/** What a project finds at fault that looks into declarations (`skipLibCheck: false`). */
function faults(entries: readonly string[], options: ts.CompilerOptions): string[] {
  const strict: ts.CompilerOptions = {
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, noEmit: true, skipLibCheck: false },
    ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, strict: true, exactOptionalPropertyTypes: true },
    ...options,
  }
  const host = ts.createCompilerHost(strict)
  const { readFile, fileExists } = host
  host.readFile = (path) => declarations.get(resolve(path)) ?? readFile(path)
  host.fileExists = (path) =>
    declarations.has(resolve(path)) || (fileExists(path) && !resolve(path).startsWith(resolve('src')))
  const roots = entries.map((entry) => join('src', `${entry}.d.ts`))
  const project = ts.createProgram(roots, strict, host)
  return roots
    .filter((root) => !project.getSourceFile(root))
    .concat(
      project
        .getSourceFiles()
        .filter(({ fileName }) => declarations.has(resolve(fileName)))
        .flatMap((file) => project.getSemanticDiagnostics(file))
        .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    )
}

test('the types of the client need none of Node', () => {
  expect(faults(client, { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], types: [] })).toEqual([])
})

test('the types of the client do in a project of a worker, where there is no document', () => {
  expect(faults(client, { lib: ['lib.es2022.d.ts', 'lib.webworker.d.ts'], types: [] })).toEqual([])
})

test('the types of the client do in a project of React Native, which has no DOM but `AbortSignal`', () => {
  declarations.set(resolve('src/native.d.ts'), 'interface AbortSignal { readonly aborted: boolean }')
  expect(faults([...client, 'native'], { lib: ['lib.es2022.d.ts'], types: [] })).toEqual([])
})

test('all types do in a project for Node, which knows nothing of browsers', () => {
  expect(faults(entries, { lib: ['lib.es2023.d.ts'], types: ['node'] })).toEqual([])
})

/** What an entry exports, under its own names. */
function exported(entry: string): ts.Symbol[] {
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(`src/${entry}.ts`) as ts.SourceFile) as ts.Symbol
  return checker
    .getExportsOfModule(module)
    .map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one))
}

const isOurs = (symbol: ts.Symbol) =>
  symbol.declarations?.every((one) => resolve(one.getSourceFile().fileName).startsWith(resolve('src'))) === true

test.each(entries)('what %s makes has a name there, for applications that export it', (entry) => {
  const checker = program.getTypeChecker()
  const made = exported(entry).flatMap((symbol) => checker.getTypeOfSymbol(symbol).getCallSignatures())
  const types = made.map((call) => checker.getAwaitedType(call.getReturnType())?.symbol)
  const unnamed = types.filter((type) => type && isOurs(type) && !exported(entry).includes(type))
  expect(unnamed.map((type) => type?.name)).toEqual([])
})

test.each(entries)('an editor has a word to say on all that %s exports', (entry) => {
  const checker = program.getTypeChecker()
  const silent = exported(entry).filter((symbol) => !symbol.getDocumentationComment(checker).length)
  expect(silent.map(({ name }) => name)).toEqual([])
})
