/**
 * For tests of pages: a simulated network, with a real server behind it.
 * @module encke/testing
 */
export type { Environment } from '../client/environment.js';
export { type Conditions, createNetwork, type Network } from './network.js';
