import type { EnckeError } from '../protocol/errors'
import type { Batch, Missed } from '../protocol/message'
import type { Inlet, Link, Target, Transport } from './link'
import { createNegotiator, type Decision } from './negotiator'
import type { Outbox } from './outbox'
import { createPoster } from './poster'
import { createSession } from './session'
import type { LinkId, SessionEffect, SessionEvent, SessionState } from './states'
import type { Subscriptions } from './subscriptions'

export interface EngineOptions {
  target: Target
  transports: readonly Transport[]
  subscriptions: Subscriptions
  outbox: Outbox
  onState(state: SessionState, error?: EnckeError): void
  onMissed(gap: Missed): void
  onError(error: EnckeError): void
  onDecision(decision: Decision): void
}

/** Runs a session: performs its effects, tells it what happened, owns the clock, the links and the negotiator. */
export function createEngine(options: EngineOptions) {
  const { target, transports, subscriptions, outbox } = options
  const { environment } = target
  const session = createSession({
    key: environment.secret(),
    random: environment.random,
    connectionTypes: [...new Set(transports.map(({ connectionType }) => connectionType))],
    subscriptions,
    outbox,
  })
  const links = new Map<LinkId, { transport: Transport; link?: Link }>()
  const queue: SessionEffect[] = []
  let serial = 0
  let performing = false
  let timer: unknown
  let stirring = false

  const poster = createPoster(environment, {
    messages: (batch) => step({ type: 'aside', batch }),
    failed: (error) => step({ type: 'unposted', error }),
  })

  const negotiator = createNegotiator({
    transports,
    target,
    open,
    close(id) {
      close(id)
      step({ type: 'closed', link: id })
    },
    exhausted(error, forGood) {
      step({ type: forGood ? 'close' : 'exhausted', error })
    },
    decided: options.onDecision,
  })

  const undo = environment.onReturn(() => step({ type: 'network' }))

  function step(event: SessionEvent) {
    queue.push(...session.step(event, environment.now()))
    if (performing) return
    performing = true
    for (let effect = queue.shift(); effect; effect = queue.shift()) perform(effect)
    performing = false
    environment.clearTimeout(timer)
    const { deadline } = session
    if (deadline < Number.POSITIVE_INFINITY) {
      timer = environment.setTimeout(() => step({ type: 'tick' }), Math.max(0, deadline - environment.now()))
    }
  }

  function open(transport: Transport): LinkId {
    const link = ++serial
    links.set(link, { transport })
    const { connectionType, polls } = transport
    step({ type: 'linked', link, connectionType, polls, duplex: false })
    return link
  }

  function close(id: LinkId) {
    links.get(id)?.link?.close()
    links.delete(id)
  }

  function inletOf(link: LinkId): Inlet {
    return {
      messages: (batch) => step({ type: 'messages', link, batch }),
      alive: () => step({ type: 'alive', link }),
      closed(error) {
        links.delete(link)
        negotiator.ended(link, error)
        step({ type: 'closed', link, error })
      },
    }
  }

  function send(id: LinkId, batch: Batch) {
    const entry = links.get(id)
    if (!entry) return
    if (entry.link) entry.link.send?.(batch)
    else entry.link = entry.transport.open(target, batch, inletOf(id))
  }

  function perform(effect: SessionEffect) {
    switch (effect.type) {
      case 'send':
        return send(effect.link, effect.batch)
      case 'post':
        return negotiator.current && poster.post(target, negotiator.current, effect.batch, effect.afresh)
      case 'drop':
        if (effect.error) negotiator.ended(effect.link, effect.error)
        else negotiator.dropped(effect.link)
        return close(effect.link)
      case 'dial':
        return negotiator.dial(effect.again)
      case 'live':
        negotiator.live(effect.link)
        return
      case 'stale':
        return negotiator.stale(effect.link)
      case 'plain':
        return negotiator.restrict(effect.link, effect.connectionTypes)
      case 'deliver':
        for (const subscription of effect.to) subscription.deliver(effect.message)
        return
      case 'missed':
        return options.onMissed(effect.gap)
      case 'error':
        return options.onError(effect.error)
      case 'state':
        if (effect.state === 'closed') dispose()
        if (effect.error) options.onError(effect.error)
        return options.onState(effect.state, effect.error)
    }
  }

  function dispose() {
    undo()
    negotiator.stop()
  }

  return {
    get state() {
      return session.state
    },
    open: () => step({ type: 'open' }),
    /** Resolves when the goodbye has been answered, or has failed. */
    close() {
      step({ type: 'close' })
      return poster.idle()
    },

    /** Something was added to the outbox or the subscriptions. What comes in one microtask leaves together. */
    stir() {
      if (stirring) return
      stirring = true
      queueMicrotask(() => {
        stirring = false
        step({ type: 'changed' })
      })
    },
  }
}
