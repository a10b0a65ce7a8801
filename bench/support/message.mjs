/** The n-th message: an object whose JSON has so many bytes. */
export function message(n, bytes) {
  const bare = `{"n":${n},"text":""}`.length
  return { n, text: filler(bytes - bare) }
}

const fillers = new Map()

function filler(length) {
  if (!fillers.has(length)) fillers.set(length, 'encke '.repeat(length).slice(0, length))
  return fillers.get(length)
}
