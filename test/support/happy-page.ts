import { currentEnvironment, type Environment } from '../../src/client/environment'
import { allTransports } from '../../src/client/transports/index'
import { closeLater } from './close-later'

/** The names of all transports, the best first. */
export const everything = allTransports().map(({ name }) => name)
export const elsewhere = 'http://elsewhere.test/encke'

interface HappyWindow {
  happyDOM: { setURL(url: string): void; settings: { enableJavaScriptEvaluation: boolean } }
}
export const { happyDOM } = window as unknown as HappyWindow
happyDOM.settings.enableJavaScriptEvaluation = true

/** This page, seen through its environment, with some of it taken away. */
export function pageWith(missing: Partial<Environment> = {}): Environment {
  const environment = { ...currentEnvironment(), ...missing }
  closeLater({ close: environment.dispose })
  return environment
}

/** The browser tells the page that its policy has blocked something. */
export function block(directive: string, blockedURI: string, more = {}) {
  const event = Object.assign(new Event('securitypolicyviolation', { bubbles: true }), {
    effectiveDirective: directive,
    blockedURI,
    ...more,
  })
  document.dispatchEvent(event)
}

export const nothing = {
  document: undefined,
  XMLHttpRequest: undefined,
  fetch: undefined,
  ReadableStream: undefined,
  EventSource: undefined,
  WebSocket: undefined,
}
export const reasonsForNothing: Record<string, string> = {
  websocket: 'no WebSocket',
  'fetch-streaming': 'no fetch',
  'xhr-streaming': 'no XMLHttpRequest',
  eventsource: 'no EventSource',
  iframe: 'no document',
  'long-polling': 'no XMLHttpRequest',
  'callback-polling': 'no document',
}
