import type { Position } from '../protocol/position.js';
import type { Log } from './log/log.js';
/** What the server itself publishes. Hot: mostly to the same channel as before, and what is in the log at once costs no turn. */
export declare function createOwnPublish(log: Log): (channel: string, data: unknown) => Promise<Position>;
