import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'vite'

const folder = fileURLToPath(new URL('.', import.meta.url))
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const core = (transports, use = `connect('/encke', { transports: [${transports.map((name) => `${name}()`)}] })`) =>
  `import { connect, ${transports} } from '${dist}core.js'; ${use}.subscribe('/n', console.log)`

/** The smallest application that listens to one channel. */
const applications = {
  'Encke, seven transports': `import { connect } from '${dist}index.js'; connect('/encke').subscribe('/n', console.log)`,
  'Encke, websocket + xhr-streaming + long-polling': core(['websocket', 'xhrStreaming', 'longPolling']),
  'Encke, websocket': core(['websocket']),
  'Encke, long-polling': core(['longPolling']),
  'graphql-sse': `import { createClient } from 'graphql-sse'; createClient({ url: '/s' }).subscribe({ query: 'subscription { n }' }, { next: console.log, error() {}, complete() {} })`,
  phoenix: `import { Socket } from 'phoenix'; const s = new Socket('/s'); s.connect(); const c = s.channel('n'); c.join(); c.on('n', console.log)`,
  faye: `import faye from 'faye/src/faye_browser.js'; new faye.Client('/bayeux').subscribe('/n', console.log)`,
  cometd: `import { CometD } from 'cometd'; const c = new CometD(); c.init('/bayeux', () => c.subscribe('/n', console.log))`,
  'socket.io-client': `import { io } from 'socket.io-client'; io().on('n', console.log)`,
  signalr: `import { HubConnectionBuilder } from '@microsoft/signalr'; const c = new HubConnectionBuilder().withUrl('/s').build(); c.on('n', console.log); c.start()`,
  'sockjs-client': `import SockJS from 'sockjs-client/dist/sockjs.min.js'; new SockJS('/s').onmessage = console.log`,
  'pusher-js': `import Pusher from 'pusher-js'; new Pusher('k', { cluster: 'c' }).subscribe('n').bind('n', console.log)`,
  centrifuge: `import { Centrifuge } from 'centrifuge'; const c = new Centrifuge('ws://s'); const n = c.newSubscription('n'); n.on('publication', console.log); n.subscribe(); c.connect()`,
}

export const title = 'Size'
export const about =
  'The smallest application that listens to one channel, bundled and minified by Vite, in bytes. Encke by what it imports; ' +
  'the script tag is the file of the package. Sizes do not vary between runs.'
export const figures = { gzip: { digits: 0 }, brotli: { digits: 0 }, minified: { digits: 0 } }
export const targets = [{ of: 'Encke, seven transports', figure: 'gzip', atMost: 9500, unit: 'bytes' }]
/** One run says it all. */
export const once = true

async function bundle(code) {
  // Where imports are looked for as an application in this folder would.
  const entry = `${folder}node_modules/.bench/application.mjs`
  mkdirSync(dirname(entry), { recursive: true })
  writeFileSync(entry, code)
  const result = await build({
    ...{ root: folder, configFile: false, logLevel: 'error' },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'es2020', rolldownOptions: { input: entry }, modulePreload: false },
  })
  return [result]
    .flat()[0]
    .output.map(({ code }) => code ?? '')
    .join('')
}

function measured(text) {
  const bytes = Buffer.from(text)
  return {
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
    minified: bytes.length,
  }
}

export async function open({ peers }) {
  const script = { name: 'Encke, script tag', measure: async () => measured(readFileSync(`${dist}encke.js`, 'utf8')) }
  const chosen = Object.entries(applications).filter(([name]) => name.startsWith('Encke') || peers)
  return {
    cases: [script, ...chosen.map(([name, code]) => ({ name, measure: async () => measured(await bundle(code)) }))],
    close: async () => {},
  }
}
