/**
 * What other servers ask for beyond Bayeux, and the way to write more of that.
 * @module encke/extensions
 */
export type { Message } from '../protocol/message.js';
export { ack } from './ack.js';
export { createExtensions, type Extension, type Extensions } from './extensions.js';
export { type ReplayIds, replay } from './replay.js';
export { type Timesync, timesync } from './timesync.js';
