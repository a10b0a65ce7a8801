import ts from 'typescript'

/** What lists are made by, and what has to run before: they loop over arrays only. */
const withoutLists = /\/src\/legacy\/(collections|polyfills|url)\.ts$/

/**
 * In ES5 a loop is one over an array. `for (const one of these)` becomes `for (const one of $list(these))` before TypeScript
 * translates it, `[...these, one]` becomes `[].concat($list(these), [one])`, and `call(...these)` `call(...$list(these))`. By
 * `downlevelIteration`, which knows of iterators, each of them takes several times the code. What is put into a set, or taken
 * from it, while a loop goes over it, the loop does not see.
 */
export const asLists = (context) => {
  const { factory } = context
  const list = (node) => factory.createCallExpression(factory.createIdentifier('$list'), undefined, [node])

  function concatenated({ elements }) {
    const parts = []
    let alone = []
    for (const element of elements) {
      if (!ts.isSpreadElement(element)) alone.push(element)
      else {
        if (alone.length) parts.push(factory.createArrayLiteralExpression(alone))
        parts.push(list(element.expression))
        alone = []
      }
    }
    if (alone.length) parts.push(factory.createArrayLiteralExpression(alone))
    const concat = factory.createPropertyAccessExpression(factory.createArrayLiteralExpression(), 'concat')
    return factory.createCallExpression(concat, undefined, parts)
  }

  function visit(node) {
    const visited = ts.visitEachChild(node, visit, context)
    if (ts.isArrayLiteralExpression(visited) && visited.elements.some(ts.isSpreadElement)) return concatenated(visited)
    if (ts.isSpreadElement(visited) && !ts.isArrayLiteralExpression(node.parent)) {
      return factory.updateSpreadElement(visited, list(visited.expression))
    }
    if (!ts.isForOfStatement(visited)) return visited
    const { awaitModifier, initializer, expression, statement } = visited
    return factory.updateForOfStatement(visited, awaitModifier, initializer, list(expression), statement)
  }

  return (file) => (withoutLists.test(file.fileName) ? file : ts.visitNode(file, visit))
}

const { SyntaxKind } = ts
const isBinary = (node, kind) => ts.isBinaryExpression(node) && node.operatorToken.kind === kind

/** The temporary variable that both sides of `(t = x) !== null && t !== void 0` look at. */
function lookedAtTwice({ left, right }, kind) {
  if (!isBinary(left, kind) || left.right.kind !== SyntaxKind.NullKeyword) return false
  if (!isBinary(right, kind) || !ts.isVoidExpression(right.right)) return false
  const first = ts.skipParentheses(left.left)
  const name = isBinary(first, SyntaxKind.EqualsToken) ? first.left : first
  return ts.isIdentifier(name) && name === right.left
}

/**
 * What TypeScript has made of `??`, `?.` and templates, in fewer words: `x != null` for `x !== null && x !== void 0`, which
 * differs for `document.all` only, and `'a' + x` for `'a'.concat(x)`, which differs for what has a `valueOf` only.
 */
export const inBrief = (context) => {
  const { factory } = context
  function isText(node) {
    const inner = ts.skipParentheses(node)
    return ts.isStringLiteralLike(inner) || (isBinary(inner, SyntaxKind.PlusToken) && isText(inner.left))
  }

  function visit(node) {
    const visited = ts.visitEachChild(node, visit, context)
    for (const [both, single, double] of [
      [SyntaxKind.AmpersandAmpersandToken, SyntaxKind.ExclamationEqualsEqualsToken, SyntaxKind.ExclamationEqualsToken],
      [SyntaxKind.BarBarToken, SyntaxKind.EqualsEqualsEqualsToken, SyntaxKind.EqualsEqualsToken],
    ]) {
      if (!isBinary(visited, both) || !lookedAtTwice(visited, single)) continue
      return factory.createBinaryExpression(visited.left.left, double, factory.createNull())
    }
    if (!ts.isCallExpression(visited) || !ts.isPropertyAccessExpression(visited.expression)) return visited
    const { expression: text, name } = visited.expression
    return name.text === 'concat' && isText(text) ? visited.arguments.reduce(factory.createAdd, text) : visited
  }

  return (file) => ts.visitNode(file, visit)
}
