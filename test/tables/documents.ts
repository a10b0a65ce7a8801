import type { TaskMeta } from 'vitest'

/** Where in the tables a test belongs. */
declare module 'vitest' {
  interface TaskMeta {
    table?: string
    row?: string
    /** Of what the row is about, where only the test itself learns it. */
    version?: string
    transport?: string
    feature?: string
    /** What the table says of this test, when it passes. */
    cell?: string
    /** Why it does not apply. Without transport and feature: nor does whatever else is empty in the row. */
    reason?: string
    /** What it waits for. */
    open?: string
  }
}

/** What came of a test. */
export interface Result {
  name: string
  state: 'passed' | 'failed' | 'skipped' | 'pending'
  meta: TaskMeta
}

/** A page of tables, and the folder of the tests that it tells of. */
export interface Document {
  path: string
  folder: string
  introduction: string
  /** What the rows are, by table. */
  rows: Record<string, string>
  /** Columns, by what tests call them. */
  transports: Record<string, string>
  features: Record<string, string>
}

export const interoperability = {
  path: 'docs/interoperability.md',
  folder: 'test/interop',
  introduction: `# Other servers, other clients

What Encke's client can do with other servers, and other clients with Encke's server, in Node and in Chromium. "Recorded" and
"scripted" servers replay, message by message, what real ones were seen to say, or are documented to say.`,
  rows: { 'Our client on other servers': 'server', 'Other clients on our server': 'client' },
  transports: {
    websocket: 'websocket',
    eventsource: 'eventsource',
    'long-polling': 'long-polling',
    'cross-origin-long-polling': 'cross-origin-long-polling',
    'callback-polling': 'callback-polling',
  },
  features: {
    hears: 'hears',
    patterns: 'patterns',
    overlap: 'patterns that overlap',
    publishes: 'publishes',
    unsubscribes: 'unsubscribes',
    refusals: 'refusals',
    quiet: 'waits quietly',
    cut: 'after a cut',
    forgotten: 'when forgotten',
    unanswered: 'unanswered publication',
    goodbye: 'goodbye',
    advice: 'advice',
    loop: 'refused loop',
    origin: 'another origin',
    ack: 'ack extension',
  },
} as const satisfies Document

export const browsers = {
  path: 'docs/browsers.md',
  folder: 'test/engines',
  introduction: `# Browsers

What works in each browser engine, in the version that Debian has. WebKitGTK is the engine of Safari.`,
  rows: { Engines: 'engine' },
  transports: {
    websocket: 'websocket',
    'fetch-streaming': 'fetch-streaming',
    'xhr-streaming': 'xhr-streaming',
    eventsource: 'eventsource',
    iframe: 'iframe',
    'long-polling': 'long-polling',
    'callback-polling': 'callback-polling',
    any: 'whichever works',
  },
  features: {
    first: 'first message after one request',
    order: 'many messages in order',
    cuts: 'nothing lost when cut',
    publishes: 'publishes',
    kept: 'page left, then Back',
    goodbye: 'goodbye',
    last: 'last words',
    back: 'Back never caught',
    policies: 'strict policies',
    trusted: 'Trusted Types',
    worker: 'in a worker',
    shared: 'in a shared worker',
  },
} as const satisfies Document

export const documents: Document[] = [interoperability, browsers]
