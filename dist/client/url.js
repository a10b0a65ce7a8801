/** Undefined when it is no address. */
function parseUrl(url, base) {
    try {
        return new URL(url, base);
    }
    catch {
        return undefined;
    }
}
/** Longest address, in characters, that every browser, proxy and server takes. */
const longestUrl = 2000;
/** An address with more parameters. */
function withQuery(url, parameters) {
    return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`;
}

export { longestUrl, parseUrl, withQuery };
//# sourceMappingURL=url.js.map
