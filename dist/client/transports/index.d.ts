import type { Transport } from '../link';
import { callbackPolling } from './callback-polling';
import { iframe } from './iframe';
import { longPolling } from './long-polling';
import { xhrStreaming } from './xhr-streaming';
/** Every transport, the preferred one first. */
export declare const allTransports: () => Transport[];
export { callbackPolling, iframe, longPolling, xhrStreaming };
