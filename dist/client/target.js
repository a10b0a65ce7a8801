import { EnckeError } from '../protocol/errors.js';
import { parseUrl } from './url.js';

/**
 * @param options - what the user says of the requests
 * @throws EnckeError `bad-option`
 */
function targetOf(url, options, environment) {
    // Else what was never set (a variable of the build) would be the page `/undefined`.
    const absolute = url && parseUrl(url, environment.href);
    if (!absolute || !/^https?:$/.test(absolute.protocol)) {
        const where = /^http/.test(environment.href) ? '' : ', in full';
        throw new EnckeError('bad-option', `connect to http: or https:${where}, not to ${url}`);
    }
    absolute.hash = '';
    const { href, origin } = absolute;
    return {
        url: href,
        get protocol() {
            return environment.protocol(origin);
        },
        crossOrigin: environment.href !== undefined && new URL(environment.href).origin !== origin,
        credentials: options.credentials ?? false,
        nonce: options.nonce,
        scriptURL: options.scriptURL,
        environment,
    };
}

export { targetOf };
//# sourceMappingURL=target.js.map
