import type { Message } from '../../protocol/message.js';
import type { Exchange } from '../link.js';
import type { Hooks } from '../options.js';
export type Permissions = ReturnType<typeof createPermissions>;
/** Who somebody is, and what they may, by the word of the application. */
export declare function createPermissions(hooks: Hooks): {
    /** Whether what was allowed has to be asked for again. */
    change: boolean;
    /** Undefined when the application turns them away. */
    identify(message: Message, exchange: Exchange): Promise<{
        identity: unknown;
    } | undefined>;
    /** Why not to publish there, in Bayeux' error form; undefined when they may. */
    reasonAgainstPublishing(channel: string, identity: unknown, exchange: Exchange): Promise<string | undefined>;
    /** Why not to subscribe to each of these patterns, in their order. */
    reasonsAgainstSubscribing(patterns: readonly string[], identity: unknown, exchange: Exchange): Promise<(string | undefined)[]>;
};
