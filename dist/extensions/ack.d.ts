import type { Extension } from './extensions.js';
/**
 * CometD's acknowledgements, for its servers: what was on its way when a link broke comes again with the next connect.
 * Encke's own server needs none of that.
 */
export declare function ack(): Extension;
