/** Longest address, in characters, that every browser, proxy and server takes. */
const longestUrl = 2000;
/** An address with more parameters. */
function withQuery(url, parameters) {
    return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`;
}

export { longestUrl, withQuery };
//# sourceMappingURL=url.js.map
