import { CometD } from 'cometd'
import { adapt } from 'cometd-nodejs-client'
import faye from 'faye'
import { closeLater } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { cometdPeer, enckePeer, fayePeer, type Peer, type Wish } from './peer'

/** A client that is there, with all that it has told. */
export interface Opened extends Peer {
  told: [what: string, detail: unknown][]
}

export type Maker = 'encke' | 'faye' | 'cometd'

const makers: Record<Maker, (wish: Wish) => Peer> = {
  encke: (wish) => enckePeer(wish, likeBrowser()),
  faye: (wish) => fayePeer(faye, wish),
  cometd(wish) {
    adapt()
    return cometdPeer(CometD, wish)
  },
}

/** A client in this process. */
export function openHere(maker: Maker, url: string, transports: string[], acks = false): Opened {
  const told: Opened['told'] = []
  const peer = makers[maker]({ url, transports, acks, tell: (what, detail) => told.push([what, detail]) })
  return closeLater({ ...peer, told })
}
