import { isChannel, isMeta, isPattern } from '../../protocol/channel'
import type { Message } from '../../protocol/message'
import type { Exchange } from '../link'
import type { Maybe } from '../log/log'
import type { Hooks } from '../options'
import { channelForm, patternForm, printable } from './checks'
import { createQuestions, createSlowHints } from './questions'

/** Patterns, or publications, about which the application is asked at once, for one client. */
export const mostAtOnce = 100

/** Most characters of a reason that the application gives. */
const longestReason = 200

/** A client that reads these words takes them for the server's that has forgotten it. */
const misleading = /unknown client/i

const reasonOf = (said: unknown) =>
  typeof said === 'string' && !misleading.test(said) ? said.slice(0, longestReason) : ''

const isTable = (value: unknown) => typeof value === 'object' && !Array.isArray(value)

/** Why not, in Bayeux' error form; undefined when nothing speaks against it. */
type Reason = string | undefined

/** What is wrong with the name of what somebody wants. */
function misnamed(action: 'subscribe' | 'publish', channel: string): Reason {
  if (action === 'subscribe' && !isPattern(channel)) return `405:${printable(channel)}:a pattern is like ${patternForm}`
  if (action === 'publish' && !isChannel(channel)) return `405:${printable(channel)}:a channel is like ${channelForm}`
  return isMeta(channel) ? `403:${channel}:reserved for the protocol` : undefined
}

interface Somebody {
  identity: unknown
}

const anybody: Somebody = { identity: undefined }

export type Permissions = ReturnType<typeof createPermissions>

/** Who somebody is, and what they may, by the word of the application. */
export function createPermissions(hooks: Hooks) {
  const { authenticate } = hooks
  const hints = createSlowHints()
  const inTime = createQuestions(hints)
  const inTimeToPublish = createQuestions(hints)

  async function forbidden(action: 'subscribe' | 'publish', channel: string, identity: unknown) {
    const wrong = misnamed(action, channel)
    if (wrong || !hooks.authorize) return wrong
    const allowed = await hooks.authorize({ action, channel, identity })
    return allowed === true ? undefined : `403:${channel}:${reasonOf(allowed) || `not authorized to ${action}`}`
  }

  /** Some at a time. */
  async function askForEach(patterns: readonly string[], identity: unknown) {
    const reasons: Reason[] = []
    const rest = patterns.entries()
    const askOn = async () => {
      for (const [index, pattern] of rest) reasons[index] = await forbidden('subscribe', pattern, identity)
    }
    await Promise.all(Array.from({ length: Math.min(patterns.length, mostAtOnce) }, askOn))
    return reasons
  }

  async function ask(authenticate: NonNullable<Hooks['authenticate']>, message: Message, exchange: Exchange) {
    // A text, or a list, would be taken apart.
    const { encke: _, ...ext } = (isTable(message.ext) && message.ext) || {}
    const identity = await inTime(exchange, 'authenticate', () => authenticate({ headers: exchange.headers, ext }))
    return identity === undefined || identity === null || identity === false ? undefined : { identity }
  }

  return {
    /** Whether what was allowed once has to be asked for again. */
    mayChange: hooks.authorize !== undefined,

    /** Undefined when the application turns them away. */
    identify: (message: Message, exchange: Exchange): Maybe<Somebody | undefined> =>
      authenticate ? ask(authenticate, message, exchange) : anybody,

    reasonAgainstPublishing(channel: string, identity: unknown, exchange: Exchange): Maybe<Reason> {
      if (!hooks.authorize) return misnamed('publish', channel)
      return inTimeToPublish(exchange, 'authorize', () => forbidden('publish', channel, identity))
    },

    /** Why not to subscribe to each of these patterns, in their order. */
    reasonsAgainstSubscribing(patterns: readonly string[], identity: unknown, exchange: Exchange): Maybe<Reason[]> {
      if (!hooks.authorize || !patterns.length) return patterns.map((pattern) => misnamed('subscribe', pattern))
      return inTime(exchange, 'authorize', () => askForEach(patterns, identity))
    },
  }
}
