import type { Target, Transport } from './link.js';
/**
 * Opens streams and polls at other names of the server: over HTTP/1.1 each takes one of the six connections that a browser
 * opens to a host. The first name is left to chance; where nothing has come, the next one is tried. What runs both ways
 * counts apart, and what is sent beside a link is soon over. Over HTTP/2 and 3 one connection carries all of them, and one
 * name is enough.
 * @param hosts - origins
 * @throws EnckeError `bad-option`
 */
export declare function spread(transports: readonly Transport[], target: Target, hosts?: readonly string[]): readonly Transport[];
