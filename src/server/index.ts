/**
 * The server.
 * @module encke/server
 */
export type { ErrorCode } from '../protocol/errors'
export { EnckeError, isEnckeError } from '../protocol/errors'
export type { Position } from '../protocol/position'
export type { Stats } from './health'
export type { Log, LogState, Maybe, Page, Source, Verdict } from './log/log'
export { createMemoryLog } from './log/memory'
export { type Moment, Run } from './log/run'
export type { Retention } from './log/window'
export type { Hooks, Limits, ServerOptions } from './options'
export { createServer, type EnckeServer, type ServerEvent } from './server'
export type { Wear } from './transports/streaming'
