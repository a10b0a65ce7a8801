import type { Environment } from './environment.js';
import type { Transport } from './link.js';
import type { Standings } from './standings.js';
/**
 * When to try what would be better than the live transport: one at a time, the one whose turn comes first.
 * @param better - what would be, in order of preference; nothing when it is not the time to look
 */
export declare function createUpgrades({ now, setTimeout, clearTimeout }: Environment, standings: Standings, better: () => Transport[], attempt: (transport: Transport) => void): {
    lookUp(): void;
    cancel(): void;
};
