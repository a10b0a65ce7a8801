import type { Transport } from '../link.js';
/** Script elements whose address holds the messages and whose script calls back with the answer: no CORS, no XHR. */
export declare function callbackPolling(): Transport;
