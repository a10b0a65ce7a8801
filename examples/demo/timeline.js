const longest = 100

function element(tag, className, text) {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

function timeOf(milliseconds) {
  const date = new Date(performance.timeOrigin + milliseconds)
  const made = element('time', 'entry-time', `${clock.format(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`)
  made.dateTime = date.toISOString()
  return made
}

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** What has been measured of a link: nothing before it is opened, nor when it is forgotten already. */
function figuresOf({ kind, elapsed, received }) {
  if (elapsed === undefined || kind === 'trying' || kind === 'unusable') return ''
  return `${count.format(elapsed)} ms · ${count.format(received)} characters`
}

/** A bounded list of what happened, the latest first. `add` returns a function that changes the reason. */
export function createTimeline(list) {
  return {
    add({ time = performance.now(), kind, transport = '', reason, elapsed, received }) {
      const entry = element('li', 'entry', '')
      entry.dataset.kind = kind
      const head = element('div', 'entry-head', '')
      head.append(element('span', 'entry-kind', kind), element('strong', 'entry-transport', transport), timeOf(time))
      const body = element('div', 'entry-body', '')
      const cause = element('span', 'entry-reason', reason)
      body.append(cause, element('span', 'entry-figures', figuresOf({ kind, elapsed, received })))
      entry.append(head, body)
      list.prepend(entry)
      while (list.childElementCount > longest) list.lastElementChild.remove()
      return (changed) => {
        cause.textContent = changed
      }
    },
  }
}
