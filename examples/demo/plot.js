const seconds = 60
const bucketsPerSecond = 4
const bucketLength = 1000 / bucketsPerSecond
const bucketCount = seconds * bucketsPerSecond

const bucketAt = (time) => Math.floor(time / bucketLength)

/** Messages per second over the last minute, drawn as a comet whose tail is the past, with a mark for each event. */
export function createPlot(canvas, label) {
  const counts = new Map()
  let marks = []

  /** Messages in the second that ends with a bucket. */
  function rate(bucket) {
    let sum = 0
    for (let back = 0; back < bucketsPerSecond; back++) sum += counts.get(bucket - back) ?? 0
    return sum
  }

  function forgetBefore(bucket) {
    for (const old of counts.keys()) {
      if (old >= bucket) break
      counts.delete(old)
    }
    marks = marks.filter((mark) => mark.bucket >= bucket)
  }

  function draw() {
    const last = bucketAt(performance.now()) - 1
    const first = last - bucketCount
    forgetBefore(first - bucketsPerSecond)

    const { width, height } = sharpen(canvas)
    const context = canvas.getContext('2d')
    const colour = (name) => getComputedStyle(canvas).getPropertyValue(`--${name}`)
    const rates = Array.from({ length: bucketCount + 1 }, (_, index) => rate(first + index))
    const top = Math.max(40, Math.ceil(Math.max(...rates) / 20) * 20)
    const left = 26
    const right = width - 12
    const bottom = height - 18
    const x = (index) => left + (index / bucketCount) * (right - left)
    const y = (value) => bottom - (value / top) * (bottom - 10)

    drawGrid()
    drawMarks()
    drawComet()
    label.textContent = String(rates[bucketCount])

    function drawGrid() {
      context.font = '11px system-ui, sans-serif'
      context.fillStyle = colour('muted')
      context.strokeStyle = colour('border')
      context.textAlign = 'right'
      context.textBaseline = 'middle'
      for (const value of [0, top / 2, top]) {
        context.fillText(String(value), left - 6, y(value))
        line(left, y(value), right, y(value))
      }
      context.textBaseline = 'top'
      context.fillText('now', right + 6, bottom + 5)
      context.textAlign = 'left'
      context.fillText(`${seconds} s ago`, left, bottom + 5)
    }

    function drawMarks() {
      for (const { bucket, kind } of marks) {
        const at = x(bucket - first)
        if (at < left) continue
        context.globalAlpha = 0.55
        context.strokeStyle = colour(kind)
        context.setLineDash(kind === 'bad' ? [3, 3] : [])
        line(at, 10, at, bottom)
      }
      context.globalAlpha = 1
      context.setLineDash([])
    }

    function drawComet() {
      const tail = context.createLinearGradient(left, 0, right, 0)
      tail.addColorStop(0, colour('tail-end'))
      tail.addColorStop(0.6, colour('tail'))
      tail.addColorStop(1, colour('comet'))
      const shade = context.createLinearGradient(0, 10, 0, bottom)
      shade.addColorStop(0, colour('shade'))
      shade.addColorStop(1, colour('shade-end'))

      context.beginPath()
      for (const [index, value] of rates.entries()) context.lineTo(x(index), y(value))
      context.strokeStyle = tail
      context.lineWidth = 2
      context.lineJoin = 'round'
      context.stroke()
      context.lineTo(right, bottom)
      context.lineTo(left, bottom)
      context.fillStyle = shade
      context.fill()

      const head = [right, y(rates[bucketCount])]
      context.fillStyle = context.shadowColor = colour('comet')
      context.shadowBlur = 14
      context.beginPath()
      context.arc(...head, 4.5, 0, 2 * Math.PI)
      context.fill()
      context.shadowBlur = 0
      context.lineWidth = 1
    }

    function line(fromX, fromY, toX, toY) {
      context.beginPath()
      context.moveTo(fromX, Math.round(fromY) + 0.5)
      context.lineTo(toX, Math.round(toY) + 0.5)
      context.stroke()
    }
  }

  setInterval(draw, bucketLength)
  addEventListener('resize', draw)

  return {
    count() {
      const bucket = bucketAt(performance.now())
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
    },

    /** @param kind - the name of a colour: `good` or `bad` */
    mark(kind) {
      marks.push({ bucket: bucketAt(performance.now()), kind })
    },
  }
}

/** Gives the canvas one pixel for each of the screen's, clears it, and returns its size in CSS pixels. */
function sharpen(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas
  const scale = devicePixelRatio || 1
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext('2d').scale(scale, scale)
  return { width, height }
}
