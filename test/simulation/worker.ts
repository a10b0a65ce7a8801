import { parentPort, workerData } from 'node:worker_threads'
import * as engine from '../../src/client/engine'
import * as resume from '../../src/client/page/resume'
import * as poster from '../../src/client/poster'
import * as outbox from '../../src/client/session/outbox'
import * as session from '../../src/client/session/session'
import * as subscriptions from '../../src/client/subscriptions/subscriptions'
import * as batch from '../../src/protocol/batch'
import * as channel from '../../src/protocol/channel'
import * as numbers from '../../src/protocol/numbers'
import * as run from '../../src/protocol/run'
import * as meta from '../../src/server/bayeux/meta'
import * as link from '../../src/server/link'
import * as memory from '../../src/server/log/memory'
import * as shared from '../../src/server/log/shared'
import * as sessions from '../../src/server/sessions/sessions'
import type { Modules } from './modules'
import { simulate } from './night'
import { type Weather, weathers } from './weather'

/** Every `step`th seed from `start` on, below `end`; each with its own weather if none is named. */
const { start, end, step, forecast } = workerData as { start: number; end: number; step: number; forecast?: string }
const weather = forecast === undefined ? undefined : (weathers as Record<string, Weather>)[forecast]
if (forecast && !weather) throw new Error(`no weather ${forecast}: there are ${Object.keys(weathers).join(', ')}`)
const client = { ...engine, ...session, ...subscriptions, ...outbox, ...poster, ...resume }
const server = { ...sessions, ...meta, ...link, ...memory, ...shared }
const modules: Modules = { ...client, ...server, ...batch, ...channel, ...numbers, ...run }

let seed = start
process.on('unhandledRejection', (error) => {
  throw new Error(`seed ${seed}: nobody heard that ${error instanceof Error ? error.stack : error}`)
})
for (; seed < end; seed += step) {
  const { violations, counts, weather: had } = await simulate(modules, seed, weather)
  const trace = violations.length ? (await simulate(modules, seed, weather, true)).trace : []
  parentPort?.postMessage({ seed, weather: had, violations, counts, trace })
}
