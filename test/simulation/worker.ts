import { parentPort, workerData } from 'node:worker_threads'
import * as engine from '../../src/client/engine'
import * as outbox from '../../src/client/outbox'
import * as poster from '../../src/client/poster'
import * as session from '../../src/client/session'
import * as subscriptions from '../../src/client/subscriptions'
import * as batch from '../../src/protocol/batch'
import * as channel from '../../src/protocol/channel'
import * as numbers from '../../src/protocol/numbers'
import * as run from '../../src/protocol/run'
import * as memory from '../../src/server/log/memory'
import * as shared from '../../src/server/log/shared'
import * as meta from '../../src/server/meta'
import * as sessions from '../../src/server/sessions'
import type { Modules } from './modules'
import { simulate } from './night'

/** Every `step`th seed from `start` on, below `end`. */
const { start, end, step } = workerData as { start: number; end: number; step: number }
const client = { ...engine, ...session, ...subscriptions, ...outbox, ...poster }
const server = { ...sessions, ...meta, ...memory, ...shared }
const modules: Modules = { ...client, ...server, ...batch, ...channel, ...numbers, ...run }

let seed = start
process.on('unhandledRejection', (error) => {
  throw new Error(`seed ${seed}: nobody heard that ${error instanceof Error ? error.stack : error}`)
})
for (; seed < end; seed += step) {
  const { weather, violations, counts } = await simulate(modules, seed)
  const trace = violations.length ? (await simulate(modules, seed, undefined, true)).trace : []
  parentPort?.postMessage({ seed, weather, violations, counts, trace })
}
