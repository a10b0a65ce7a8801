/**
 * For tests of pages: a simulated network, with a real server behind it.
 * @module encke/testing
 */
export { type Conditions, createNetwork, type Network } from './network'
