import type { Extension } from './extensions.js';
/** The last event of each channel by its replay id; -1: only new ones, -2: all that is kept. */
export type ReplayIds = Record<string, number>;
/**
 * Salesforce's replay: after a new handshake, each subscription goes on after the last event that came.
 * @param from - where to begin, by channel; default -1 for each. It is kept up to date, so that you can store it.
 */
export declare function replay(from?: ReplayIds): Extension;
