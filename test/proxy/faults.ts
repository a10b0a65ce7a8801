/** How an upgrade (a WebSocket handshake) goes wrong. */
export type UpgradeFault =
  /** Answered with this status; upstream is not asked. */
  | 'refuse-200'
  | 'refuse-400'
  | 'refuse-403'
  | 'refuse-426'
  /** Never answered; upstream is not asked. */
  | 'swallow'
  /** Upstream's own 101 passes, and then nothing in either direction. */
  | 'mute'
  /** Upstream's own 101 passes, and then only what the client sends. */
  | 'mute-down'
  /** The proxy answers a correct 101 itself and is silent from then on; upstream is not asked. */
  | 'forge'

/** Which bytes of a response's body wait, and for what. They wait in memory, without a bound. */
export type BufferFault =
  /** Everything, the headers too, until the response ends. */
  | 'end'
  /** Each chunk, until the next one comes or the response ends. */
  | 'chunk'
  /** The first so many bytes, until that many have come or the response ends; then everything flows. */
  | number
  /** What does not fill a block of so many bytes, until it does or the response ends. */
  | { block: number }

/** When the sockets of a response or of an upgraded connection are destroyed, the client's and upstream's. */
export interface CutFault {
  /** Milliseconds without a byte from either side. A request that waits for its response is idle too. */
  idle?: number
  /** Milliseconds since the request came. */
  age?: number
  /** Bytes of the body, or bytes to the client after the 101. The chunk that reaches the count is still passed. */
  bytes?: number
  /** With `bytes`: only a part of the chunk that exceeds the count is passed, up to the count, but at least one byte. */
  midChunk?: boolean
}

/** What the proxy does wrong. All can be combined; without any it is a correct proxy. */
export interface Faults {
  /** `mute` and `mute-down` silence open sockets as well; what was held passes when they are switched off. */
  upgrade?: UpgradeFault
  /** Response bodies are held back; those of upgraded sockets never are. */
  buffer?: BufferFault
  /** Milliseconds between the pieces of what was held until the response has ended. */
  pieces?: number
  /** Responses without a Content-Length open and never deliver: the headers pass; neither the body nor its end does. */
  hold?: boolean
  cut?: CutFault
  /** Request headers that are removed, in any case. Without `Upgrade`, an upgrade arrives as an ordinary GET. */
  strip?: string[]
  /** Response headers that are removed, in any case, also from a 101. */
  stripResponse?: string[]
  /** Each response but a 101 says `Connection: close`, and the connection is closed after it. */
  connectionClose?: boolean
  /** Each POST is sent to upstream once more, a little later; that response is discarded. */
  replay?: boolean
  /** A GET whose URL has once got a complete 200 gets that again, whatever its headers said about caching. */
  cacheGet?: boolean
  /** Every request, upgrades too, gets a login page: 200, text/html. */
  login?: boolean
  /** Milliseconds that each byte takes in each direction; opening a connection takes twice that once more. */
  latency?: number
  /** Up to so many milliseconds more, at random, without changing the order. */
  jitter?: number
  /** False: opening a connection takes no time in spite of `latency`. */
  handshake?: boolean
}

/** Every fault by name, for tests that go through them all. */
export const catalogue: Record<string, Faults> = {
  'upgrade answered with 200': { upgrade: 'refuse-200' },
  'upgrade refused with 400': { upgrade: 'refuse-400' },
  'upgrade refused with 403': { upgrade: 'refuse-403' },
  'upgrade refused with 426': { upgrade: 'refuse-426' },
  'upgrade never answered': { upgrade: 'swallow' },
  'upgraded, then silent in both directions': { upgrade: 'mute' },
  'upgraded, then silent towards the client': { upgrade: 'mute-down' },
  'upgrade forged by the proxy': { upgrade: 'forge' },
  'responses held to their end': { buffer: 'end' },
  'responses held to their end, let go in pieces': { buffer: 'end', pieces: 5 },
  'first 2 KiB held back': { buffer: 2048 },
  'blocks of 8 KiB': { buffer: { block: 8192 } },
  'each chunk held until the next': { buffer: 'chunk' },
  'streams opened but never delivered': { hold: true },
  'cut after 2 s idle': { cut: { idle: 2000 } },
  'cut at an age of 3 s': { cut: { age: 3000 } },
  'cut after 20,000 bytes': { cut: { bytes: 20_000 } },
  'cut in mid-chunk': { cut: { bytes: 20_000, midChunk: true } },
  'request headers stripped': { strip: ['Last-Event-ID', 'Authorization', 'Upgrade'] },
  'response headers stripped': { stripResponse: ['Cache-Control', 'Content-Type', 'X-Accel-Buffering'] },
  'Connection: close': { connectionClose: true },
  'POSTs replayed': { replay: true },
  'GETs cached': { cacheGet: true },
  'login page': { login: true },
  'latency 200 ms with jitter': { latency: 200, jitter: 100 },
}
