import { parseUrl } from './url'

/**
 * `return`: there may be a network again, or the user looks again, or the page was restored. `hide`: the user looks elsewhere,
 * and this may be the last that the page is told. `rest`: it is frozen, or kept aside to be restored. `leave`: it goes for
 * good. `offline`: the browser says that there is no network.
 */
export type Life = 'return' | 'hide' | 'rest' | 'leave' | 'offline'

/** What a project's types say of a global: those of a worker or of Node know not all that a page has. */
type Global<Name extends string> = typeof globalThis extends Record<Name, infer Value> ? Value : undefined

/** What outlives the page: the part of `Storage` that is used. */
export interface Keeper {
  getItem(key: string): string | null
  setItem(key: string, text: string): void
}

/** How to ask for a lock. Without these, until it is free. Whoever has it when it is stolen is told so: the request rejects. */
export interface LockOptions {
  ifAvailable?: true
  signal?: AbortSignal
  steal?: true
}

/** The part of `LockManager` that is used (Web Locks API, section 3.3). */
export interface Locks {
  /** @param held - is called with nothing where it is not available; keeps the lock until its promise is settled */
  request(name: string, options: LockOptions, held: (lock: unknown) => Promise<void> | undefined): Promise<unknown>
}

/** What the browser offers. Handed in, never imported: a test hands in another one. */
export interface Environment {
  /** Milliseconds on a clock that never goes back. */
  now(): number
  setTimeout(run: () => void, milliseconds: number): unknown
  clearTimeout(timer: unknown): void
  /** In [0, 1). */
  random(): number
  /** 128 secret random bits: 22 characters of base64url. */
  secret(): string
  /** The address of the page; undefined outside of pages. */
  readonly href: string | undefined
  readonly XMLHttpRequest: Global<'XMLHttpRequest'> | undefined
  readonly fetch: Global<'fetch'> | undefined
  readonly ReadableStream: Global<'ReadableStream'> | undefined
  readonly EventSource: Global<'EventSource'> | undefined
  readonly WebSocket: Global<'WebSocket'> | undefined
  readonly document: Global<'document'> | undefined
  /** Shared by all tabs of the origin; missing where the page is not secure, and in Node, which opens as many connections as it likes. */
  readonly locks?: Locks | undefined
  /** Milliseconds since 1970. */
  date(): number
  /** What outlives the page; throws where it is forbidden. */
  readonly storage: Keeper
  /** What outlives the page in its tab; throws where it is forbidden. */
  readonly tabStorage: Keeper
  /** What is known of the network that we are in, as a word. */
  network(): string
  /** What an origin spoke last: `http/1.1`, `h2`, `h3` (RFC 7301's names); empty when that is not known. */
  protocol(origin: string): string
  /** Sends what outlives the page. False when it is more than the browser takes (64 KiB). */
  beacon(url: string, text: string): boolean | undefined
  /** Tells of the life of the page, until `dispose`. */
  onLife(listener: (event: Life) => void): void
  /**
   * The policy directive by which the page, or worker, has been seen to block an address of this origin; the empty one is
   * that of what has no address.
   */
  blocked(origin: string, directives: readonly string[]): string | undefined
  /** Lets go of what it listens to. */
  dispose(): void
}

/** The environment that this code runs in, looked at when called: a page, a worker, or Node. */
export function currentEnvironment(): Environment {
  const { document, location, performance, crypto, fetch } = globalThis
  const { XMLHttpRequest, ReadableStream, EventSource, WebSocket } = globalThis
  const violations: SecurityPolicyViolationEvent[] = []
  const undos = [
    // It rises from the document to the window; a worker is told itself.
    on(globalThis, 'securitypolicyviolation', (violation: SecurityPolicyViolationEvent) => {
      // What is only reported is not forbidden.
      if (violation.disposition !== 'report' && violations.length < 100) violations.push(violation)
    }),
  ]

  return {
    now: () => performance.now(),
    setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
    clearTimeout: (timer) => clearTimeout(timer as number),
    random: Math.random,
    secret: () =>
      btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
        .replace(/\+/g, '-')
        .replace(/\//g, '_')
        .slice(0, 22),
    href: document?.baseURI ?? location?.href,
    XMLHttpRequest,
    fetch: fetch?.bind(globalThis),
    ReadableStream,
    EventSource,
    WebSocket,
    document,
    locks: location && (globalThis.navigator as { locks?: Locks } | undefined)?.locks,
    date: Date.now,
    storage: kept(() => localStorage),
    tabStorage: kept(() => sessionStorage),
    network() {
      const { navigator } = globalThis as { navigator?: { connection?: { type?: string } } }
      return navigator?.connection?.type ?? ''
    },
    protocol: (origin) =>
      (performance?.getEntries?.() as PerformanceResourceTiming[] | undefined)
        ?.filter(({ name, nextHopProtocol }) => nextHopProtocol && name.startsWith(`${origin}/`))
        .pop()?.nextHopProtocol ?? '',
    beacon: (url, text) => globalThis.navigator?.sendBeacon?.(url, text),
    onLife(listener) {
      const tell = (event: Life) => () => listener(event)
      undos.push(
        on(globalThis, 'online', tell('return')),
        on(globalThis, 'offline', tell('offline')),
        on(globalThis, 'pageshow', ({ persisted }: PageTransitionEvent) => persisted && listener('return')),
        on(globalThis, 'pagehide', ({ persisted }: PageTransitionEvent) => listener(persisted ? 'rest' : 'leave')),
        on(document, 'freeze', tell('rest')),
        on(document, 'resume', tell('return')),
        on(document, 'visibilitychange', () => listener(document?.hidden ? 'hide' : 'return')),
      )
    },
    blocked: (origin, directives) =>
      violations
        .filter(({ blockedURI }) => (parseUrl(blockedURI)?.origin ?? '') === origin)
        .map(({ effectiveDirective }) => effectiveDirective)
        .find((seen) => directives.includes(seen)),
    dispose() {
      for (const undo of undos) undo()
    },
  }
}

/**
 * Listens to events. Returns the undo: the browsers of 2020 know no `signal` yet.
 * @internal Its types are not in every project's.
 */
export function on(
  to: Partial<EventTarget> | null | undefined,
  type: string,
  heard: (event: never) => void,
): () => void {
  to?.addEventListener?.(type, heard as EventListener)
  return () => to?.removeEventListener?.(type, heard as EventListener)
}

/** Looked up when it is used, for a page may be forbidden even that. */
const kept = (storage: () => Storage): Keeper => ({
  getItem: (key) => storage().getItem(key),
  setItem: (key, value) => storage().setItem(key, value),
})

/** Runs when the page has loaded, and a task later: a frame or script begun before that takes part in its loading. */
export function afterLoad({ document, setTimeout }: Environment, run: () => void): void {
  const soon = () => setTimeout(run, 0)
  if (document?.readyState === 'complete') soon()
  else on(document?.defaultView, 'load', soon)
}
