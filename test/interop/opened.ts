import { CometD } from 'cometd'
import { adapt } from 'cometd-nodejs-client'
import faye from 'faye'
import { WebSocket } from 'ws'
import { currentEnvironment, type Environment } from '../../src/client/environment'
import { closeLater } from '../support/close-later'
import { cometdPeer, enckePeer, fayePeer, type Peer, type Wish } from './peer'

/** A client that is there, with all that it has told. */
export interface Opened extends Peer {
  told: [what: string, detail: unknown][]
}

export type Maker = 'encke' | 'faye' | 'cometd'

/** What Node lacks: a WebSocket before version 22, and cookies. */
export function likeBrowser(): Environment {
  const cookies = new Map<string, string>()
  const { fetch, ...environment } = currentEnvironment()
  return {
    ...environment,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    async fetch(input, init) {
      const Cookie = [...cookies.values()].join('; ')
      const response = await (fetch as typeof globalThis.fetch)(input, {
        ...init,
        headers: { ...init?.headers, Cookie },
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [pair] = cookie.split(';') as [string]
        cookies.set(pair.split('=')[0] as string, pair)
      }
      return response
    },
  }
}

const makers: Record<Maker, (wish: Wish) => Peer> = {
  encke: (wish) => enckePeer(wish, likeBrowser()),
  faye: (wish) => fayePeer(faye.Client, wish),
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
