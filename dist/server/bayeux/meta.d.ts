import type { Batch, Message } from '../../protocol/message.js';
import type { Exchange } from '../link.js';
import type { Hooks } from '../options.js';
import { type JoinsOptions } from './joins.js';
export interface MetaOptions extends JoinsOptions {
    hooks: Hooks;
}
/** Answers requests: one handler for each meta channel, and one for publications. */
export declare function createMeta(options: MetaOptions): (batch: readonly Message[], exchange: Exchange) => Promise<Batch | undefined>;
