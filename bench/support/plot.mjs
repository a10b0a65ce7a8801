const [width, height] = [640, 320]
const [left, right, top, bottom] = [64, 150, 36, 44]
const colours = ['#1b6ca8', '#c0392b', '#2e7d32', '#8e44ad']

const escaped = (text) => String(text).replace(/[<&]/g, (character) => (character === '<' ? '&lt;' : '&amp;'))
const short = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : `${value}`)

/**
 * Lines over a logarithmic axis, as SVG; each point has a bar from its least to its most.
 * @param lines - by name: points of `x`, `median`, `least` and `most`
 */
export function plot(title, across, up, lines) {
  const points = Object.values(lines).flat()
  const log = (x) => Math.log10(Math.max(1, x))
  const [from, to] = [Math.min(...points.map(({ x }) => log(x))), Math.max(...points.map(({ x }) => log(x)))]
  const highest = Math.max(...points.map(({ most }) => most)) * 1.1
  const x = (value) => left + ((log(value) - from) / (to - from || 1)) * (width - left - right)
  const y = (value) => height - bottom - (value / highest) * (height - top - bottom)
  const at = (value) => value.toFixed(1)
  const text = (px, py, content, rest = '') => `<text x="${at(px)}" y="${at(py)}"${rest}>${escaped(content)}</text>`
  const grey = ' stroke="#ccc"'
  const parts = [
    text(left, 20, title, ' font-weight="bold"'),
    text((left + width - right) / 2, height - 8, across, ' text-anchor="middle"'),
    text(8, top - 4, up),
  ]
  for (let power = Math.ceil(from); power <= to + 1e-9; power++) {
    parts.push(text(x(10 ** power), height - bottom + 16, short(10 ** power), ' text-anchor="middle"'))
  }
  const step = 10 ** Math.floor(Math.log10(highest / 2))
  const by = highest / step > 10 ? step * 5 : highest / step > 5 ? step * 2 : step
  for (let value = 0; value <= highest; value += by) {
    parts.push(`<path d="M${left} ${at(y(value))}H${width - right}"${grey}/>`)
    parts.push(text(left - 6, y(value) + 4, Number(value.toPrecision(3)), ' text-anchor="end"'))
  }
  for (const [index, [name, line]] of Object.entries(lines).entries()) {
    const colour = colours[index % colours.length]
    const path = line.map((point, of) => `${of ? 'L' : 'M'}${at(x(point.x))} ${at(y(point.median))}`).join('')
    parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`)
    for (const point of line) {
      parts.push(`<circle cx="${at(x(point.x))}" cy="${at(y(point.median))}" r="3" fill="${colour}"/>`)
      parts.push(`<path d="M${at(x(point.x))} ${at(y(point.least))}V${at(y(point.most))}" stroke="${colour}"/>`)
    }
    parts.push(text(width - right + 12, top + 12 + index * 18, name, ` fill="${colour}"`))
  }
  const frame = `viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12"`
  const background = '<rect width="100%" height="100%" fill="#fff"/>'
  const elements = [`<title>${escaped(title)}</title>`, background, ...parts]
  return `<svg xmlns="http://www.w3.org/2000/svg" ${frame}>\n${elements.join('\n')}\n</svg>\n`
}
