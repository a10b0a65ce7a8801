import type { Transport } from '../link.js';
import { callbackPolling } from './callback-polling.js';
import { iframe } from './iframe.js';
import { longPolling } from './long-polling.js';
import { xhrStreaming } from './xhr-streaming.js';
/** Every transport, the preferred one first. */
export declare const allTransports: () => Transport[];
export { callbackPolling, iframe, longPolling, xhrStreaming };
