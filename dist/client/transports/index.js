import { callbackPolling } from './callback-polling.js';
import { eventsource } from './eventsource.js';
import { fetchStreaming } from './fetch-streaming.js';
import { iframe } from './iframe.js';
import { longPolling } from './long-polling.js';
import { websocket } from './websocket.js';
import { xhrStreaming } from './xhr-streaming.js';

/** Every transport, the preferred one first. */
const allTransports = () => [
    websocket(),
    fetchStreaming(),
    xhrStreaming(),
    eventsource(),
    iframe(),
    longPolling(),
    callbackPolling(),
];

export { allTransports, callbackPolling, eventsource, fetchStreaming, iframe, longPolling, websocket, xhrStreaming };
//# sourceMappingURL=index.js.map
