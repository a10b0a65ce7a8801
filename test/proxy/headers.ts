/** Whether there is such a header, with its name in lower case, among raw headers. */
export function has(rawHeaders: string[], name: string): boolean {
  return rawHeaders.some((text, index) => index % 2 === 0 && text.toLowerCase() === name)
}

/** Raw headers (name, value, name, value …) without these names. */
export function kept(rawHeaders: string[], without: string[]): string[] {
  const gone = new Set(without.map((name) => name.toLowerCase()))
  return rawHeaders.filter((_, index) => !gone.has(rawHeaders[index - (index % 2)]!.toLowerCase()))
}
