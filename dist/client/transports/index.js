import { callbackPolling } from './callback-polling.js';
import { iframe } from './iframe.js';
import { longPolling } from './long-polling.js';
import { xhrStreaming } from './xhr-streaming.js';

/** Every transport, the preferred one first. */
const allTransports = () => [xhrStreaming(), iframe(), longPolling(), callbackPolling()];

export { allTransports, callbackPolling, iframe, longPolling, xhrStreaming };
//# sourceMappingURL=index.js.map
