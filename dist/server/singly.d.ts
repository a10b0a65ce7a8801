import type { Run } from './log/run.js';
/**
 * Each publication by itself, for who does not read runs. Hot: what is published in one turn goes to many, and is taken
 * apart once.
 */
export declare function singly(runs: readonly Run[]): readonly Run[];
