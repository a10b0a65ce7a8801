/** Resolves when `condition` holds. Throws when it still does not after `deadline` milliseconds. */
export async function until(condition: () => unknown, what = String(condition), deadline = 10_000): Promise<void> {
  const end = performance.now() + deadline
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${deadline} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
