import { createClient } from './client/client.js';
import { EnckeError } from './protocol/errors.js';
export { isEnckeError } from './protocol/errors.js';
export { callbackPolling } from './client/transports/callback-polling.js';
export { eventsource } from './client/transports/eventsource.js';
export { fetchStreaming } from './client/transports/fetch-streaming.js';
export { iframe } from './client/transports/iframe.js';
export { longPolling } from './client/transports/long-polling.js';
export { websocket } from './client/transports/websocket.js';
export { xhrStreaming } from './client/transports/xhr-streaming.js';
export { multipart } from './client/transports/multipart.js';

/**
 * The client without transports: import those that you use, so that a bundle contains no others.
 * @module encke/core
 */
/**
 * Returns at once and connects in the background. One client is enough for a page.
 * @param url - of the server's endpoint, `http:` or `https:` for every transport: absolute, or relative to the page
 * @throws EnckeError `bad-option`
 * @example
 * const client = connect('/encke', { transports: [websocket(), fetchStreaming(), longPolling()] })
 */
function connect(url, options) {
    // It may be left out where nothing checks types.
    const transports = options?.transports;
    if (!Array.isArray(transports) || !transports.every((transport) => transport?.open))
        throw new EnckeError('bad-option', 'transports is a list of transports: [websocket(), longPolling()]');
    return createClient(url, transports, options);
}

export { EnckeError, connect };
//# sourceMappingURL=core.js.map
