import { join, resolve } from 'node:path'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
const settings = ts.parseJsonConfigFileContent(config, ts.sys, '.')
const declarations = new Map<string, string>()

beforeAll(() => {
  const host = ts.createCompilerHost(settings.options)
  host.writeFile = (path, text) => declarations.set(resolve(path), text)
  const options = { ...settings.options, declaration: true, emitDeclarationOnly: true, noCheck: true }
  ts.createProgram(settings.fileNames, options, host).emit()
}, 60_000)

const client = ['index', 'core', 'extensions/index']
const server = ['server/index', 'server/redis', 'testing/index']

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
  const program = ts.createProgram(roots, strict, host)
  return roots
    .filter((root) => !program.getSourceFile(root))
    .concat(
      program
        .getSourceFiles()
        .filter(({ fileName }) => declarations.has(resolve(fileName)))
        .flatMap((file) => program.getSemanticDiagnostics(file))
        .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    )
}

test('the types of the client need none of Node', () => {
  expect(faults(client, { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], types: [] })).toEqual([])
})

test('the types of the client do in a project of a worker, where there is no document', () => {
  expect(faults(client, { lib: ['lib.es2022.d.ts', 'lib.webworker.d.ts'], types: [] })).toEqual([])
})

test('all types do in a project for Node, which knows nothing of browsers', () => {
  expect(faults([...client, ...server], { lib: ['lib.es2023.d.ts'], types: ['node'] })).toEqual([])
})
