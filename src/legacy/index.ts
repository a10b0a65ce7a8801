/**
 * The client with every transport, and with what browsers of ES5 lack: for a script tag, as the global `Encke`.
 * @module encke/legacy
 */
import './polyfills'
import './dom'
import { type Client, createClient } from '../client/client'
import { choose } from '../client/options'
import { iframeIn } from '../client/transports/iframe'
import { allTransports } from '../client/transports/index'
import type { Options } from '../index'
import { legacyEnvironment } from './environment'
import { createHtmlfileHolder } from './htmlfile'

/** As `connect` of `encke`. */
export function connect(url: string, said?: Options): Client {
  const { transports, ...options } = said || {}
  const all = allTransports().map((one) => (one.name === 'iframe' ? iframeIn(createHtmlfileHolder) : one))
  return createClient(url, choose(all, transports), { environment: legacyEnvironment(), ...options })
}

export { EnckeError, isEnckeError } from '../protocol/errors'
