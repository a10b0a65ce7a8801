/**
 * The server.
 * @module encke/server
 */
export type { ErrorCode } from '../protocol/errors.js';
export { EnckeError, isEnckeError } from '../protocol/errors.js';
export type { Position } from '../protocol/position.js';
export type { Stats } from './health.js';
export type { Log, LogState, Maybe, Page, Source, Verdict } from './log/log.js';
export { createMemoryLog } from './log/memory.js';
export { type Moment, Run } from './log/run.js';
export type { Retention } from './log/window.js';
export type { Hooks, Limits, ServerOptions } from './options.js';
export { createServer, type EnckeServer, type ServerEvent } from './server.js';
export type { Wear } from './transports/streaming.js';
