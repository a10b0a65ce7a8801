/** The environment that this code runs in, looked at when called: a page, a worker, or Node. */
function currentEnvironment() {
    const { document, location, XMLHttpRequest, fetch, performance, crypto } = globalThis;
    const violations = [];
    const abort = new AbortController();
    const { signal } = abort;
    document?.addEventListener('securitypolicyviolation', ({ effectiveDirective, violatedDirective, blockedURI }) => {
        const directive = (effectiveDirective || violatedDirective).split(' ')[0];
        if (violations.length < 100)
            violations.push({ directive, origin: originOf(blockedURI) });
    }, { signal });
    return {
        now: () => performance.now(),
        setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
        clearTimeout: (timer) => clearTimeout(timer),
        random: Math.random,
        secret: () => base64url(crypto.getRandomValues(new Uint8Array(16))),
        href: document?.baseURI ?? location?.href,
        XMLHttpRequest,
        fetch: fetch?.bind(globalThis),
        document,
        onReturn(listener) {
            const undo = new AbortController();
            const visible = () => document?.visibilityState === 'visible' && listener();
            globalThis.addEventListener?.('online', listener, { signal: undo.signal });
            document?.addEventListener('visibilitychange', visible, { signal: undo.signal });
            return () => undo.abort();
        },
        blocked(origin, directives) {
            return violations.find((seen) => directives.includes(seen.directive) && seen.origin === origin)?.directive;
        },
        dispose: () => abort.abort(),
    };
}
function originOf(url) {
    try {
        return new URL(url).origin;
    }
    catch {
        return '';
    }
}
function base64url(bytes) {
    return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (character) => ({ '+': '-', '/': '_' })[character] ?? '');
}
/** Runs when the page has loaded, and a task later: a frame or script begun before that takes part in its loading. */
function afterLoad({ document, setTimeout }, run) {
    const soon = () => setTimeout(run, 0);
    if (document?.readyState === 'complete')
        soon();
    else
        document?.defaultView?.addEventListener('load', soon, { once: true });
}

export { afterLoad, currentEnvironment };
//# sourceMappingURL=environment.js.map
