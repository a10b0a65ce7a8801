import type { Transport } from '../link.js';
import { callbackPolling } from './callback-polling.js';
import { eventsource } from './eventsource.js';
import { fetchStreaming } from './fetch-streaming.js';
import { iframe } from './iframe.js';
import { longPolling } from './long-polling.js';
import { websocket } from './websocket.js';
import { xhrStreaming } from './xhr-streaming.js';
/** Every transport, the preferred one first. */
export declare const allTransports: () => Transport[];
export { multipart } from './multipart.js';
export { callbackPolling, eventsource, fetchStreaming, iframe, longPolling, websocket, xhrStreaming };
