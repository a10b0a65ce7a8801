import { startChat } from './chat.js'
import { createPlot } from './plot.js'
import { createSelfCheck } from './self-check.js'
import { createTimeline } from './timeline.js'

const { connect } = globalThis.Encke

const find = (id) => document.getElementById(id)
const transportButtons = [...document.querySelectorAll('[data-transport]')]
const plot = createPlot(find('plot'), find('rate'))
const timeline = createTimeline(find('timeline'))
const check = createSelfCheck()

/** What this page listens to, and how far it is in each, so that the next client goes on from there. */
const interests = new Map()
let client
let moves = 0
let gaps = 0

function listen(channel, since, hear) {
  const interest = { channel, since, hear }
  interests.set(channel, interest)
  subscribe(interest)
  return () => {
    interests.delete(channel)
    interest.subscription.unsubscribe()
  }
}

function subscribe(interest) {
  const { channel, since, hear } = interest
  const receive = ({ data, position }) => {
    interest.since = position
    plot.count()
    hear(data)
  }
  interest.subscription = client.subscribe(channel, receive, { since })
}

const publish = (channel, data) => client.publish(channel, data)

/** Ends the client and begins another one, which may use one transport only, or all. */
function start(choice) {
  client?.close()
  client = connect('/encke', choice === 'auto' ? {} : { transports: [choice] })
  client.on('state', showState)
  client.on('transport', showTransport)
  client.on('decision', explain)
  client.on('missed', confess)
  client.on('error', complain)
  for (const interest of interests.values()) subscribe(interest)
  for (const button of transportButtons) button.ariaPressed = String(button.dataset.transport === choice)
  showState(client.state)
  showTransport('…')
}

function showState(state) {
  document.body.dataset.state = state
  find('state').textContent = state
}

function showTransport(name) {
  find('transport').textContent = name
}

function explain(decision) {
  timeline.add(decision)
  if (decision.kind !== 'live') return
  plot.mark('good')
  find('moves').textContent = String(++moves)
}

/** Goes on where the server says, as the client does. */
function confess({ patterns, to, reason }) {
  find('gaps').textContent = String(++gaps)
  timeline.add({ kind: 'missed', reason: `${patterns.join(', ')}: ${reason}` })
  for (const pattern of patterns) {
    const interest = interests.get(pattern)
    if (interest && to) interest.since = to
    interest?.missed?.()
  }
}

/** Shows what no decision has told already. */
function complain(error) {
  if (['network', 'timeout', 'no-transport'].includes(error.code)) return
  timeline.add({ kind: 'error', reason: error.message })
}

function hearTick(number) {
  check.take(number)
  const { received, lost, repeated, reordered } = check.tally
  find('received').textContent = received.toLocaleString('en')
  find('lost').textContent = String(lost)
  find('repeated').textContent = String(repeated)
  find('reordered').textContent = String(reordered)
  const perfect = lost + repeated + reordered === 0
  find('verdict').textContent = perfect ? 'Every message, once, in order' : 'Not every message came once and in order'
  find('check').dataset.perfect = String(perfect)
}

function runJob() {
  const id = Math.random().toString(36).slice(2).padEnd(10, '0')
  const button = find('job-start')
  const bar = find('job-bar')
  const finish = (step) => {
    find('job-step').textContent = step
    button.disabled = false
    stop()
  }
  const show = ({ progress, step, done }) => {
    bar.value = progress
    find('job-percent').textContent = `${progress} %`
    if (done) finish(step)
    else find('job-step').textContent = step
  }
  button.disabled = true
  const stop = listen(`/jobs/${id}`, 'oldest', show)
  interests.get(`/jobs/${id}`).missed = () => finish('The server has forgotten this job')
  show({ progress: 0, step: 'Waiting for the server' })
  publish('/jobs/start', { id }).catch((error) => finish(`Perhaps not started: ${error.message}`))
}

async function breakConnection() {
  const tell = timeline.add({ kind: 'you', reason: 'asked the server to cut the connections of Encke' })
  plot.mark('bad')
  try {
    const response = await fetch('/demo/break', { method: 'POST' })
    tell(await response.text())
  } catch (error) {
    tell(`the server could not be asked to cut: ${error.message}`)
  }
}

start('auto')
listen('/ticks/counter', 'latest', hearTick)
interests.get('/ticks/counter').missed = check.restart
const chatParts = {
  form: find('chat-form'),
  nameField: find('chat-name'),
  textField: find('chat-text'),
  log: find('chat-log'),
  list: find('chat-list'),
  note: find('chat-note'),
}
startChat(chatParts, { listen, publish })

for (const button of transportButtons) {
  button.addEventListener('click', () => {
    timeline.add({
      kind: 'you',
      transport: button.dataset.transport,
      reason: 'began a new client, which goes on where the last one stopped',
    })
    start(button.dataset.transport)
  })
}
find('break').addEventListener('click', breakConnection)
find('job-start').addEventListener('click', runJob)
for (const scroller of [find('chat-log'), find('timeline')]) scroller.tabIndex = 0
