import type { LinkKind } from '../../src/protocol/message'

/** How the links of a transport behave. */
export interface Behaviour {
  name: string
  kind: LinkKind
  /** The client hears that something comes before all of it is there. */
  progresses: boolean
  /** The server hears it when the client drops a link. A script that is being loaded cannot be stopped. */
  abortable: boolean
}

const common = { progresses: true, abortable: true }

export const transports: readonly Behaviour[] = [
  { ...common, name: 'websocket', kind: 'duplex', progresses: false },
  { ...common, name: 'fetch-streaming', kind: 'stream' },
  { ...common, name: 'eventsource', kind: 'stream', progresses: false },
  { ...common, name: 'multipart', kind: 'stream' },
  { ...common, name: 'iframe', kind: 'stream' },
  { ...common, name: 'long-polling', kind: 'poll' },
  {
    ...{ name: 'callback-polling', kind: 'poll' },
    ...{ progresses: false, abortable: false },
  },
]

/** A request beside the link. */
export const posting: Behaviour = { ...common, name: 'post', kind: 'poll' }

/** What a plain server offers. */
export const plainTypes = ['websocket', 'long-polling', 'callback-polling']
