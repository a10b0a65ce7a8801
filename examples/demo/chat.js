const comets = ['Halley', 'Encke', 'Biela', 'Faye', 'Tuttle', 'Borrelly', 'Wolf', 'Swift', 'Holmes', 'Lexell', 'Kopff']
const hues = 6
const mostMessages = 200
const channel = '/chat/lobby'
const patience = 800

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })
const shorten = (value, length) => String(value ?? '').slice(0, length)

/** Remembers for this tab; where the browser forbids that, for this page. */
function remember(key, initial) {
  let value = initial
  try {
    value = sessionStorage.getItem(key) ?? initial
    sessionStorage.setItem(key, value)
  } catch {}
  return {
    get: () => value,
    set(changed) {
      value = changed
      try {
        sessionStorage.setItem(key, value)
      } catch {}
    },
  }
}

function hueOf(name) {
  let sum = 0
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)) % 9973
  return sum % hues
}

/** The chat of all tabs. */
export function startChat({ form, nameField, textField, log, list, note }, { listen, publish }) {
  const author = remember('author', Math.random().toString(36).slice(2))
  const name = remember('name', comets[Math.floor(Math.random() * comets.length)])
  nameField.value = name.get()
  nameField.addEventListener('change', () => {
    nameField.value = nameField.value.trim() || name.get()
    name.set(nameField.value)
  })

  function show(data) {
    const from = shorten(data?.name, 24) || 'Somebody'
    const item = document.createElement('li')
    item.className = `message hue-${hueOf(from)}${data?.author === author.get() ? ' mine' : ''}`
    const head = document.createElement('div')
    head.className = 'message-head'
    const who = document.createElement('strong')
    who.dir = 'auto'
    who.textContent = from
    const when = document.createElement('time')
    const date = new Date(Number(data?.time))
    when.textContent = Number.isNaN(date.getTime()) ? '' : clock.format(date)
    const text = document.createElement('p')
    text.dir = 'auto'
    text.textContent = shorten(data?.text, 500)
    head.append(who, when)
    item.append(head, text)

    const follow = log.scrollHeight - log.scrollTop - log.clientHeight < 60
    list.append(item)
    while (list.childElementCount > mostMessages) list.firstElementChild.remove()
    if (follow) log.scrollTop = log.scrollHeight
  }

  let waiting = 0
  let timer

  function tell(text, bad = false) {
    note.textContent = text
    note.dataset.bad = String(bad)
  }

  /** What has no answer is nowhere else on the page: it is told when that takes longer than a moment. */
  function wait(change) {
    waiting += change
    clearTimeout(timer)
    if (!waiting) return tell('')
    const messages = waiting === 1 ? 'message waits' : 'messages wait'
    timer = setTimeout(tell, patience, `${waiting} ${messages} for the server, and will be sent once`)
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const text = textField.value.trim()
    if (!text) return
    textField.value = ''
    wait(1)
    try {
      await publish(channel, { author: author.get(), name: name.get(), text, time: Date.now() })
      wait(-1)
    } catch (error) {
      wait(-1)
      textField.value ||= text
      tell(`Perhaps not sent: ${error.message}`, true)
    }
  })

  const loaded = () => {
    log.dataset.loaded = ''
    // What was said before this page would be read out, all of it: only what comes from now on is.
    setTimeout(() => log.setAttribute('aria-live', 'polite'), 1000)
  }
  listen(channel, 'oldest', show).caughtUp.then(loaded, () => {})
}
