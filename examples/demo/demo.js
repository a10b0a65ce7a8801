import { startChat } from './chat.js'
import { createPlot } from './plot.js'
import { createProxySwitch } from './proxy.js'
import { createSelfCheck } from './self-check.js'
import { createTimeline } from './timeline.js'

const find = (id) => document.getElementById(id)
const transportButtons = [...document.querySelectorAll('[data-transport]')]
const plot = createPlot(find('plot'), find('rate'))
const timeline = createTimeline(find('timeline'))
const check = createSelfCheck()
const client = globalThis.Encke.connect('/encke')

/** Says it only when it is new: what is announced would be announced with each message. */
function say(id, text) {
  const place = find(id)
  if (place.textContent !== text) place.textContent = text
}

/** What to do when messages of a channel can no longer be had. */
const missed = new Map()
let moves = -1
let gaps = 0

function listen(channel, since, hear) {
  const receive = ({ data }) => {
    plot.count()
    hear(data)
  }
  return client.subscribe(channel, receive, { since })
}

const publish = (channel, data) => client.publish(channel, data)

/** Moves the session: to one transport only, or to whichever is best. */
function move(choice) {
  const free = choice === 'auto'
  for (const button of transportButtons) button.ariaPressed = String(button.dataset.transport === choice)
  timeline.add({
    kind: 'you',
    transport: choice,
    reason: free ? 'let Encke choose again, from all transports' : 'asked for this transport and no other',
  })
  if (free) client.use()
  else client.use([choice])
}

function showState(state) {
  document.body.dataset.state = state
  find('state').textContent = state
  if (state === 'online') proxy.refresh()
}

function showTransport(name) {
  find('transport').textContent = name
  find('moves').textContent = String(++moves)
  for (const button of transportButtons) button.dataset.live = String(button.dataset.transport === name)
}

function explain(decision) {
  timeline.add(decision)
  if (decision.kind === 'live') plot.mark('good')
}

function confess({ patterns, reason }) {
  find('gaps').textContent = String(++gaps)
  timeline.add({ kind: 'missed', reason: `${patterns.join(', ')}: ${reason}` })
  for (const pattern of patterns) missed.get(pattern)?.()
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
  say('verdict', perfect ? 'Every message, once, in order' : 'Not every message came once and in order')
  find('check').dataset.perfect = String(perfect)
}

function runJob() {
  const id = Math.random().toString(36).slice(2).padEnd(10, '0')
  const channel = `/jobs/${id}`
  const button = find('job-start')
  // One that is disabled would lose the focus of who pressed it by a key.
  if (button.ariaDisabled === 'true') return
  const bar = find('job-bar')
  const finish = (step) => {
    say('job-step', step)
    button.ariaDisabled = 'false'
    missed.delete(channel)
    subscription.unsubscribe()
  }
  const show = ({ progress, step, done }) => {
    bar.value = progress
    find('job-percent').textContent = `${progress} %`
    if (done) finish(step)
    else say('job-step', step)
  }
  button.ariaDisabled = 'true'
  const subscription = listen(channel, 'oldest', show)
  missed.set(channel, () => finish('The server has forgotten this job'))
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

const proxyParts = { fieldset: find('proxy'), select: find('fault'), note: find('proxy-note') }
const proxy = createProxySwitch(proxyParts, {
  announce(reason, bad) {
    plot.mark(bad ? 'bad' : 'good')
    timeline.add({ kind: 'proxy', reason })
  },
})

client.on('state', showState)
client.on('transport', showTransport)
client.on('decision', explain)
client.on('missed', confess)
client.on('error', complain)

missed.set('/ticks/counter', check.restart)
listen('/ticks/counter', 'latest', hearTick)
listen('/proxy/fault', 'latest', proxy.show)
proxy.refresh()
const chatParts = {
  form: find('chat-form'),
  nameField: find('chat-name'),
  textField: find('chat-text'),
  log: find('chat-log'),
  list: find('chat-list'),
  note: find('chat-note'),
}
startChat(chatParts, { listen, publish })

for (const button of transportButtons) button.addEventListener('click', () => move(button.dataset.transport))
find('break').addEventListener('click', breakConnection)
find('job-start').addEventListener('click', runJob)
for (const scroller of [find('chat-log'), find('timeline')]) scroller.tabIndex = 0
