/** What a script element accepts, also of an old browser, and `fetch`; and an event stream. */
const acceptedByOurs = /^((application\/javascript, ?)?\*\/\*|text\/event-stream)/;
/**
 * Whether a page means what it asks by GET. The address of an image, a film, a frame or a link on a page of our own may be
 * another user's: as a join with a key that they know, it would act for whoever looks at it.
 */
function isMeant({ accept = '*/*', range, ...headers }) {
    const { 'sec-fetch-dest': dest = 'script', 'sec-fetch-mode': mode } = headers;
    const read = dest === 'empty' && mode !== 'no-cors';
    return acceptedByOurs.test(accept) && range === undefined && (dest === 'script' || read);
}
/**
 * Whether a page may connect, and whether cookies and passwords speak for the user (the Fetch standard's `Origin` and `Sec-Fetch-Site`). A GET that a page need not ask
 * leave for, of a script element for example, has no `Origin`: there the referrer and `Sec-Fetch-Site` decide. Without any
 * of the three it comes from no browser, or from any page that hides its referrer, by plain http or in an old browser: its
 * credentials do not count. `same-origin` is the browser's own word, which no page can forge; a proxy may have changed the
 * `Host`, which is compared where the browser says nothing, and nobody knows the scheme before a proxy. `null` is the
 * origin of any frame that is sandboxed, so that it may be allowed, but has no credentials that count.
 * @param origin - of the page; undefined when it is no page's, or unknown
 * @param allowList - exact origins, beside the server's own
 */
function weigh(request, origin, allowList) {
    const { headers, method } = request;
    const site = headers['sec-fetch-site'];
    const byGet = method === 'GET' && !headers.upgrade;
    // We send our forms into a frame. One whose answer takes the place of the page may be another user's.
    const meant = byGet ? isMeant(headers) : headers['sec-fetch-dest'] !== 'document';
    const crossSite = site === 'cross-site' || site === 'same-site';
    if (origin === undefined) {
        const ours = site === 'same-origin' || (site === undefined && !byGet);
        return { allowed: !crossSite, credentialsCount: ours && meant };
    }
    const host = hostNamed(request);
    const own = site === 'same-origin' || (!crossSite && host !== undefined && hostOf(origin) === host);
    const listed = allowList.has(origin);
    const ours = own || (listed && headers.origin !== undefined && origin !== 'null');
    return { allowed: own || listed, credentialsCount: ours && meant };
}
function withoutCredentials({ cookie, authorization, ...rest }) {
    return rest;
}
/** Most origins that are named to the operator. */
const mostNamed = 10;
/** @param allowList - exact origins, beside the server's own */
function createJudge(allowList) {
    const named = new Set();
    /** Why a page may not connect; told to the operator, too, once for each origin: browsers tell the page nothing of it. */
    function refuse(origin) {
        const why = `pages of ${origin || 'another site'} may not connect`;
        // What no browser says could be anything, for a terminal too.
        if (origin && originOf(origin) === origin && !named.has(origin) && named.size < mostNamed) {
            named.add(origin);
            console.warn(`Encke: ${why}; list it in the option origins if it is yours`);
        }
        return why;
    }
    return (request) => {
        const { headers } = request;
        const origin = headers.origin ?? (headers.referer === undefined ? undefined : originOf(headers.referer));
        const { allowed, credentialsCount } = weigh(request, origin, allowList);
        const speaks = (headers.cookie ?? headers.authorization) !== undefined;
        return {
            refused: allowed ? undefined : refuse(origin),
            origin: origin ?? `http://${hostNamed(request)}`,
            headers: credentialsCount ? headers : withoutCredentials(headers),
            anonymous: speaks && !credentialsCount && request.method === 'GET' && origin !== 'null',
        };
    };
}
/** The host that was asked for; in HTTP/2 it has another name. */
const hostNamed = ({ headers }) => headers.host ?? headers[':authority'];
/** Also of an address that is not of http, which has none by the URL standard; empty when it is no address. */
function originOf(url) {
    try {
        const { protocol, host } = new URL(url);
        return `${protocol}//${host}`;
    }
    catch {
        return '';
    }
}
function hostOf(origin) {
    try {
        return new URL(origin).host;
    }
    catch {
        return undefined;
    }
}

export { createJudge, originOf };
//# sourceMappingURL=origins.js.map
