import type { Transport } from '../link.js';
/** For the last words of a page: none that carries a session, and in no list. */
export declare const beacon: Transport;
