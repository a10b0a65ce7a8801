/** One at a time: all who ask while one is under way, which may have seen what was before, are answered by the next. */
export function oneAtATime(ask: () => Promise<void>): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | undefined
  return () => {
    next ??= last.then(() => {
      next = undefined
      return ask()
    })
    last = next.catch(() => {})
    return next
  }
}
