import type { Attempt } from './attempt.js';
import type { Environment } from './environment.js';
import type { Memory } from './memory.js';
/**
 * Where links are cut at an age, the successor is there before that.
 * @param renew - opens it
 */
export declare function createRenewal(environment: Environment, memory: Memory, renew: () => void): {
    /** This link has the session. */
    of({ transport, since }: Attempt): void;
    stop: () => void;
};
