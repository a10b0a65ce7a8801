import type { Batch, Join, Message } from '../protocol/message.js';
import type { Asking, MetaOptions } from './meta.js';
import type { Permissions } from './permissions.js';
/** Answers the joins of our clients. */
export declare function createJoins({ sessions, log, limits, timeout }: MetaOptions, permissions: Permissions): (message: Message, join: Join, key: unknown, asking: Asking, before: Batch) => Promise<Message | undefined>;
