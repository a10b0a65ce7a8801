import { CometD } from 'cometd'
import type faye from 'faye'
import { cometdPeer, enckePeer, fayePeer, type Peer, type Wish } from './peer'

/** Faye's client comes as a script of its own. */
declare const Faye: typeof faye

/** What the test has put into the page. */
declare const told: (what: string, detail: unknown) => void
declare const heard: (subscription: number, data: unknown) => void

const makers = {
  encke: (wish: Wish) => enckePeer(wish),
  faye: (wish: Wish) => fayePeer(Faye, wish),
  cometd: (wish: Wish) => cometdPeer(CometD, wish),
}
const undos = new Map<number, () => void>()
let peer: Peer

export function open(maker: keyof typeof makers, url: string, transports: readonly string[], acks: boolean) {
  peer = makers[maker]({ url, transports: [...transports], acks, tell: (what, detail) => told(what, detail) })
}

/** What can be asked of it from outside: rejections come back as they are. */
const actions = {
  async subscribe(pattern: string, id: number) {
    undos.set(id, await peer.subscribe(pattern, (data) => heard(id, data)))
  },
  unsubscribe: async (id: number) => undos.get(id)?.(),
  publish: (channel: string, data: unknown) => peer.publish(channel, data),
  transport: () => peer.transport(),
  close: () => peer.close(),
}
export type Actions = typeof actions

export async function act(name: keyof Actions, all: never[]) {
  try {
    return { value: await (actions[name] as (...all: never[]) => unknown)(...all) }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string }
    return { error: { code, message } }
  }
}
