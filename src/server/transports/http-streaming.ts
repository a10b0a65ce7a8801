import { type Framing, keptByBrowsers } from './streaming'

/** One JSON array of messages a line. JSON and `nosniff`: no browser holds back the first bytes (measured). */
export const httpStreaming: Framing = {
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  prelude: '',
  padding: (length) => '\n'.repeat(length),
  frame: (text) => `${text}\n`,
}

/** To an XMLHttpRequest, whose text grows. */
export const xhrStreaming: Framing = { ...httpStreaming, kept: keptByBrowsers }
