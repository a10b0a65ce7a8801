import { asEnckeError, EnckeError } from '../protocol/errors'
import type { Batch } from '../protocol/message'
import type { Attempt } from './attempt'
import type { ClientEvents } from './client-events'
import { createLife, type LifeOptions } from './life'
import type { Inlet, Link, Transport } from './link'
import type { Listeners } from './listeners'
import { createMemory } from './memory'
import { createNegotiator } from './negotiator'
import type { Outbox } from './outbox'
import { createPoster } from './poster'
import { createSession } from './session'
import type { LinkId, Purpose, SessionEffect, SessionEvent } from './states'
import type { Subscriptions } from './subscriptions'
import { never } from './times'

export interface EngineOptions extends LifeOptions {
  transports: readonly Transport[]
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
  const links = new Map<LinkId, Opened>()
  /** What is being performed. */
  let queue: SessionEffect[] | undefined
  let serial = 0
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

  const life = createLife(options, session, key, (type) => {
    if (type === 'rest') negotiator.stop()
    else negotiator.refresh()
    step({ type })
  })

  function step(event: SessionEvent) {
    // The page may live until the server has ended the link, and must not open another one.
    if (life.is('leave') && !options.onLife) return
    const effects = session.step(event, environment.now())
    if (queue) return void queue.push(...effects)
    queue = effects
    try {
      // It grows meanwhile.
      for (const effect of queue) perform(effect)
    } finally {
      queue = undefined
    }
    setTimer()
  }

  /** Hot. Whatever is heard puts the deadline off: a timer that then comes too early finds nothing to do and sets the next. */
  function setTimer() {
    const { deadline } = session
    if (deadline >= due && deadline < never) return
    environment.clearTimeout(timer)
    const now = environment.now()
    due = Math.max(now, deadline)
    if (due < never) timer = environment.setTimeout(tick, due - now)
  }

  /**
   * A timer that is far too late has slept with the machine: nothing that was open can be trusted. Unless what it was for has
   * been put off meanwhile: in a hidden page timers run once a minute.
   */
  function tick() {
    const slept = environment.now() - session.deadline > sleep
    due = never
    if (slept) {
      negotiator.refresh()
      step({ type: 'return' })
    }
    step({ type: 'tick' })
  }

  function open(transport: Transport, purpose: Purpose, wishes: { pad: number; silence: number }): Attempt {
    const id = ++serial
    const since = environment.now()
    const attempt = { id, transport, purpose, since, heardAt: since }
    links.set(id, attempt)
    const { name, kind } = transport
    step({ type: 'linked', link: id, name, kind, purpose, ...wishes })
    return attempt
  }

  function close(id: LinkId) {
    links.get(id)?.link?.close()
    links.delete(id)
  }

  function inletOf(entry: Opened): Inlet {
    const { id: link, transport } = entry
    const heard = () => {
      entry.heardAt = environment.now()
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
        links.delete(link)
        step({ type: 'closed', link, error })
      },
    }
  }

  function send(id: LinkId, batch: Batch) {
    const entry = links.get(id)
    if (!entry) return
    if (entry.link) return entry.link.send?.(batch)
    const inlet = inletOf(entry)
    try {
      entry.link = entry.transport.open(target, batch, inlet)
    } catch (error) {
      // Firefox and WebKit throw where the page's policy forbids it, and tell of the policy a task later.
      environment.setTimeout(() => inlet.closed(asEnckeError(error, 'network')), 0)
    }
  }

  /** An answer that comes together with the end of its stream was held back until then: it proves nothing. */
  function proved(link: LinkId, tell: (link: LinkId) => void) {
    if (links.get(link)?.transport.kind !== 'stream') tell(link)
    else queueMicrotask(() => session.isOpen(link) && tell(link))
  }

  function perform(effect: SessionEffect) {
    switch (effect.type) {
      // Hot, once for each event.
      case 'deliver':
        for (const event of effect.events) for (const subscription of effect.to) subscription.deliver(event)
        return
      case 'send':
        return send(effect.link, effect.batch)
      case 'post':
        return carrier && poster.post(carrier, effect.batch, effect.afresh)
      case 'drop':
        if (effect.error) negotiator.ended(effect.link, effect.error)
        else negotiator.dropped(effect.link)
        return close(effect.link)
      case 'dial':
        return negotiator.dial(effect.again, carrier)
      case 'live':
        life.online()
        carrier = links.get(effect.link)?.transport
        return proved(effect.link, negotiator.live)
      case 'stale':
        return proved(effect.link, negotiator.stale)
      case 'doubt':
        return negotiator.doubt(effect.link, effect.error)
      case 'plain':
        return negotiator.restrict(effect.link, effect.connectionTypes)
      case 'missed':
        return emit('missed', effect.gap)
      case 'error':
        return emit('error', effect.error)
      case 'state':
        if (effect.error) emit('error', effect.error)
        if (effect.state === 'closed') dispose(effect.error)
        return emit('state', effect.state)
    }
  }

  function dispose(error?: EnckeError) {
    negotiator.stop()
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
