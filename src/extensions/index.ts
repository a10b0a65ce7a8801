/**
 * What other servers ask for beyond Bayeux, and the way to write more of that.
 * @module encke/extensions
 */
export type { Message } from '../protocol/message'
export { ack } from './ack'
export { createExtensions, type Extension, type Extensions } from './extensions'
export { type ReplayIds, replay } from './replay'
export { type Timesync, timesync } from './timesync'
