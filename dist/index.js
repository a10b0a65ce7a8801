import { createClient } from './client/client.js';
import { choose } from './client/options.js';
import { allTransports } from './client/transports/index.js';
export { EnckeError, isEnckeError } from './protocol/errors.js';

/**
 * The client with every transport.
 * @module encke
 */
/**
 * Returns at once and connects in the background. One client is enough for a page.
 * @param url - of the server's endpoint, `http:` or `https:` for every transport: absolute, or relative to the page
 * @throws EnckeError `bad-option`
 * @example
 * const client = connect('/encke')
 * client.subscribe('/chat/*', ({ channel, data }) => console.log(channel, data))
 * await client.publish('/chat/lobby', { text: 'hi' })
 */
function connect(url, options) {
    return createClient(url, choose(allTransports(), options?.transports), options);
}

export { connect };
//# sourceMappingURL=index.js.map
