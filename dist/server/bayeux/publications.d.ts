import type { Message } from '../../protocol/message.js';
import type { Exchange } from '../link.js';
import type { Log, Maybe } from '../log/log.js';
import type { Sessions } from '../sessions/sessions.js';
import { type Permissions } from './permissions.js';
import { type Undecided } from './replies.js';
/**
 * Takes publications of clients to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 * @param undecided - the reply where there is no verdict for now
 */
export declare function createPublications(sessions: Sessions, log: Log, forbidden: Permissions['reasonAgainstPublishing'], undecided: Undecided): (exchange: Exchange) => (messages: readonly Message[]) => Promise<Maybe<Message>[]>;
