import { createClient } from './client/client.js';
import { allTransports } from './client/transports/index.js';
import { EnckeError } from './protocol/errors.js';
export { isEnckeError } from './protocol/errors.js';

/**
 * The client with every transport.
 * @module encke
 */
/**
 * Returns at once and connects in the background.
 * @param url - of the server's endpoint: absolute, or relative to the page
 * @throws EnckeError `bad-option`
 */
function connect(url, { transports, ...options } = {}) {
    const all = allTransports();
    const chosen = transports?.map((name) => {
        const transport = all.find((candidate) => candidate.name === name);
        if (transport)
            return transport;
        throw new EnckeError('bad-option', `no transport ${name}; there are ${all.map((one) => one.name).join(', ')}`);
    });
    return createClient(url, chosen ?? all, options);
}

export { EnckeError, connect };
//# sourceMappingURL=index.js.map
