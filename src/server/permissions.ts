import { isChannel, isMeta, isPattern } from '../protocol/channel'
import type { Message } from '../protocol/message'
import { printable } from './checks'
import type { Asking } from './meta'
import type { Hooks } from './options'

export type Permissions = ReturnType<typeof createPermissions>

/** Who somebody is, and what they may, by the word of the application. */
export function createPermissions(hooks: Hooks) {
  return {
    /** Whether what was allowed has to be asked for again. */
    change: hooks.authorize !== undefined,

    /** Undefined when the application turns them away. */
    async identify(message: Message, { headers }: Asking): Promise<{ identity: unknown } | undefined> {
      if (!hooks.authenticate) return { identity: undefined }
      const { encke: _, ...ext } = message.ext ?? {}
      const identity = await hooks.authenticate({ headers, ext })
      return identity === undefined || identity === null || identity === false ? undefined : { identity }
    },

    /** Why not, in Bayeux' error form; undefined when it may. */
    async forbidden(action: 'subscribe' | 'publish', channel: string, identity: unknown) {
      if (!(action === 'subscribe' ? isPattern(channel) : isChannel(channel)))
        return `405:${printable(channel)}:bad channel`
      if (isMeta(channel)) return `403:${channel}:reserved for the protocol`
      if (!hooks.authorize) return undefined
      const allowed = await hooks.authorize({ action, channel, identity })
      return allowed === true ? undefined : `403:${channel}:not authorized to ${action}`
    },
  }
}
