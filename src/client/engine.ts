import { asEnckeError, EnckeError } from '../protocol/errors'
import type { Batch } from '../protocol/message'
import type { ClientEvents } from './client-events'
import type { Life } from './environment'
import type { Inlet, Link, Transport } from './link'
import type { Listeners } from './listeners'
import type { Attempt, Wishes } from './negotiation/attempt'
import { createMemory } from './negotiation/memory'
import { createNegotiator } from './negotiation/negotiator'
import { createLife, type LifeOptions } from './page/life'
import { createSlots } from './page/slots'
import { createPoster } from './poster'
import type { Outbox } from './session/outbox'
import { createSession } from './session/session'
import type { Handlers, Purpose, SessionEffect, SessionEvent } from './session/states'
import type { Subscriptions } from './subscriptions/subscriptions'
import { never } from './times'

export interface EngineOptions extends LifeOptions {
  transports: readonly Transport[]
  /** How many names of the server links are opened at. Default 1. */
  hosts?: number | undefined
  subscriptions: Subscriptions
  outbox: Outbox
  /** Tells whoever listens to the client. */
  emit: Listeners<ClientEvents>['emit']
  /** The session is over. */
  onEnd(error?: EnckeError): void
}

interface Opened extends Attempt {
  heardAt: number
  /** None before something is said on it. */
  link?: Link
  /** Nothing is said on it any more. */
  over?: boolean
}

/** Milliseconds by which a timer is late when the machine, or the page, has slept. */
const sleep = 5000

/** Runs a session: performs its effects, tells it what happened, owns the clock, the links and the negotiator. */
export function createEngine(options: EngineOptions) {
  const { target, transports, subscriptions, outbox, emit } = options
  const { environment } = target
  const key = environment.secret()
  const session = createSession({
    key,
    random: environment.random,
    connectionTypes: transports.map(({ name }) => name),
    subscriptions,
    outbox,
  })
  /** What is being performed. */
  let queue: SessionEffect[] | undefined
  let timer: unknown
  let due = never
  let stirring = false
  let carrier: Transport | undefined
  /** The name of the transport that was last told to be live. */
  let inUse: string | undefined

  const poster = createPoster(target, () => session.patience, {
    messages: (batch) => step({ type: 'aside', batch }),
    failed: (error) => step({ type: 'unposted', error }),
  })

  const negotiator = createNegotiator({
    transports,
    target,
    memory: createMemory(target.url, environment),
    open,
    step,
    close,
    sound: session.sound,
    decided(decision) {
      emit('decision', decision)
      if (decision.kind !== 'live' || decision.transport === inUse) return
      inUse = decision.transport
      emit('transport', inUse, decision.reason)
    },
  })

  const slots = createSlots(target, options.hosts || 1, (pause, over) => step({ type: 'brief', pause, over }))

  const life = createLife(options, session, key, follow)

  function follow(type: Exclude<Life, 'hide' | 'leave'>) {
    if (type === 'rest') negotiator.stop()
    if (type === 'return') negotiator.refresh()
    step({ type })
    // Not before: whoever may hold a connection again would open one.
    if (type === 'rest') slots.leave()
    if (type === 'return') slots.seen()
  }

  function step(event: SessionEvent) {
    // The page may live until the server has ended the link, and must not open another one.
    if (life.is('leave') && !options.onLife) return
    const effects = session.step(event, environment.now())
    if (queue) return void queue.push(...effects)
    queue = effects
    try {
      // It grows meanwhile.
      for (const effect of queue) (performers[effect.type] as (effect: SessionEffect) => void)(effect)
    } finally {
      queue = undefined
    }
    setTimer()
  }

  /** Hot. Whatever is heard puts the deadline off: a timer that then comes too early finds nothing to do and sets the next. */
  function setTimer() {
    const next = session.due
    if (next >= due && next < never) return
    environment.clearTimeout(timer)
    const now = environment.now()
    due = Math.max(now, next)
    if (due < never) timer = environment.setTimeout(tick, due - now)
  }

  /**
   * A timer that is far too late has slept with the machine: nothing that was open can be trusted. Unless what it was for has
   * been put off meanwhile: in a hidden page timers run once a minute.
   */
  function tick() {
    const slept = environment.now() - session.deadline > sleep
    due = never
    if (slept) follow('return')
    step({ type: 'tick' })
  }

  function open(transport: Transport, purpose: Purpose, wishes: Wishes): Attempt {
    const since = environment.now()
    const attempt = { transport, purpose, since, heardAt: since }
    const { name, kind } = transport
    step({ type: 'linked', link: attempt, name, kind, purpose, ...wishes })
    return attempt
  }

  function close(opened: Opened) {
    opened.link?.close()
    opened.over = true
  }

  function inletOf(link: Opened): Inlet {
    const { transport } = link
    const heard = () => {
      link.heardAt = environment.now()
    }
    return {
      messages(batch) {
        heard()
        step({ type: 'messages', link, batch })
      },
      alive() {
        heard()
        step({ type: 'alive', link })
      },
      closed(cause) {
        const policy = cause && transport.unusable(target)
        const error = policy ? new EnckeError('blocked', policy, cause) : cause
        negotiator.ended(link, error)
        link.over = true
        step({ type: 'closed', link, error })
      },
    }
  }

  function send(opened: Opened, batch: Batch) {
    if (opened.over) return
    if (opened.link) return opened.link.send?.(batch)
    const inlet = inletOf(opened)
    try {
      opened.link = opened.transport.open(target, batch, inlet)
    } catch (error) {
      // Firefox and WebKit throw where the page's policy forbids it, and tell of the policy a task later.
      environment.setTimeout(() => inlet.closed(asEnckeError(error, 'network')), 0)
    }
  }

  /** An answer that comes together with the end of its stream was held back until then: it proves nothing. */
  function proved(link: Opened, tell: (link: Opened) => void) {
    if (link.transport.kind !== 'stream') tell(link)
    else queueMicrotask(() => session.isOpen(link) && tell(link))
  }

  /** What runs both ways counts apart; a plain server decides by itself how long it holds a request. */
  const share = () => (carrier?.kind === 'duplex' || session.plain ? slots.leave() : slots.take())

  const performers: Handlers<SessionEffect<Opened>> = {
    /** Hot, once for each event. */
    deliver({ events, to }) {
      for (const event of events) for (const subscription of to) subscription.deliver(event)
    },
    send: ({ link, batch }) => send(link, batch),
    post: ({ batch }) => carrier && poster.post(carrier, batch),
    forget: poster.forget,
    drop({ link, error }) {
      if (error) negotiator.ended(link, error)
      else negotiator.dropped(link)
      close(link)
    },
    dial({ again }) {
      share()
      negotiator.dial(again, carrier)
    },
    live({ link }) {
      life.online()
      carrier = link.transport
      share()
      proved(link, negotiator.live)
    },
    stale: ({ link }) => proved(link, negotiator.stale),
    doubt: ({ link, error }) => negotiator.doubt(link, error),
    plain: ({ link, connectionTypes }) => negotiator.restrict(link, connectionTypes),
    missed: ({ gap }) => emit('missed', gap),
    error: ({ error }) => emit('error', error),
    state({ state, error }) {
      if (error) emit('error', error)
      if (state === 'closed') dispose(error)
      emit('state', state, error)
    },
  }

  function dispose(error?: EnckeError) {
    negotiator.stop()
    slots.leave()
    environment.dispose()
    options.onEnd(error)
  }

  return {
    get state() {
      return session.state
    },
    get transport() {
      return carrier?.name
    },
    open: () => step({ type: 'open' }),
    use: (names?: readonly string[]) =>
      negotiator.use(names, !life.is('rest', 'waking') && session.state !== 'idle' && session.state !== 'closed'),
    /** Resolves when the goodbye has been answered, or has failed. */
    close() {
      step({ type: 'close' })
      return poster.idle()
    },

    /**
     * Something was added to the outbox or the subscriptions. What comes in one microtask leaves together. A page that goes
     * may still publish, in listeners that are told of it after us.
     */
    stir() {
      if (stirring) return
      stirring = true
      queueMicrotask(() => {
        stirring = false
        if (life.is('return', 'waking')) step({ type: 'changed' })
        else life.say()
      })
    },
  }
}
