import type { Message } from '../../protocol/message.js';
import type { Exchange } from '../link.js';
import type { Maybe } from '../log/log.js';
import type { Hooks } from '../options.js';
/** Patterns, or publications, about which the application is asked at once, for one client. */
export declare const mostAtOnce = 100;
/** Why not, in Bayeux' error form; undefined when nothing speaks against it. */
type Reason = string | undefined;
interface Somebody {
    identity: unknown;
}
export type Permissions = ReturnType<typeof createPermissions>;
/** Who somebody is, and what they may, by the word of the application. */
export declare function createPermissions(hooks: Hooks): {
    /** Whether what was allowed once has to be asked for again. */
    mayChange: boolean;
    /** Undefined when the application turns them away. */
    identify: (message: Message, exchange: Exchange) => Maybe<Somebody | undefined>;
    reasonAgainstPublishing(channel: string, identity: unknown, exchange: Exchange): Maybe<Reason>;
    /** Why not to subscribe to each of these patterns, in their order. */
    reasonsAgainstSubscribing(patterns: readonly string[], identity: unknown, exchange: Exchange): Maybe<Reason[]>;
};
export {};
