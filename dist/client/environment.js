import { parseUrl } from './url.js';

/** The environment that this code runs in, looked at when called: a page, a worker, or Node. */
function currentEnvironment() {
    const { document, location, performance, crypto, fetch } = globalThis;
    const { XMLHttpRequest, ReadableStream, EventSource, WebSocket } = globalThis;
    const violations = [];
    const undos = [
        // It rises from the document to the window; a worker is told itself.
        on(globalThis, 'securitypolicyviolation', (violation) => {
            // What is only reported is not forbidden.
            if (violation.disposition !== 'report' && violations.length < 100)
                violations.push(violation);
        }),
    ];
    return {
        now: () => performance.now(),
        setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
        clearTimeout: (timer) => clearTimeout(timer),
        random: Math.random,
        secret: () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
            .replace(/\+/g, '-')
            .replace(/\//g, '_')
            .slice(0, 22),
        href: document?.baseURI ?? location?.href,
        XMLHttpRequest,
        fetch: fetch?.bind(globalThis),
        ReadableStream,
        EventSource,
        WebSocket,
        document,
        locks: location && globalThis.navigator?.locks,
        date: Date.now,
        storage: kept(() => localStorage),
        tabStorage: kept(() => sessionStorage),
        network() {
            const { navigator } = globalThis;
            return navigator?.connection?.type ?? '';
        },
        protocol: (origin) => performance?.getEntries?.()
            ?.filter(({ name, nextHopProtocol }) => nextHopProtocol && name.startsWith(`${origin}/`))
            .pop()?.nextHopProtocol ?? '',
        beacon: (url, text) => globalThis.navigator?.sendBeacon?.(url, text),
        onLife(listener) {
            const tell = (event) => () => listener(event);
            undos.push(on(globalThis, 'online', tell('return')), on(globalThis, 'offline', tell('offline')), on(globalThis, 'pageshow', ({ persisted }) => persisted && listener('return')), on(globalThis, 'pagehide', ({ persisted }) => listener(persisted ? 'rest' : 'leave')), on(document, 'freeze', tell('rest')), on(document, 'resume', tell('return')), on(document, 'visibilitychange', () => listener(document?.hidden ? 'hide' : 'return')));
        },
        blocked: (origin, directives) => violations
            .filter(({ blockedURI }) => (parseUrl(blockedURI)?.origin ?? '') === origin)
            .map(({ effectiveDirective }) => effectiveDirective)
            .find((seen) => directives.includes(seen)),
        dispose() {
            for (const undo of undos)
                undo();
        },
    };
}
/**
 * Listens to events. Returns the undo: the browsers of 2020 know no `signal` yet.
 * @internal Its types are not in every project's.
 */
function on(to, type, heard) {
    to?.addEventListener?.(type, heard);
    return () => to?.removeEventListener?.(type, heard);
}
/** Looked up when it is used, for a page may be forbidden even that. */
const kept = (storage) => ({
    getItem: (key) => storage().getItem(key),
    setItem: (key, value) => storage().setItem(key, value),
});
/** Runs when the page has loaded, and a task later: a frame or script begun before that takes part in its loading. */
function afterLoad({ document, setTimeout }, run) {
    const soon = () => setTimeout(run, 0);
    if (document?.readyState === 'complete')
        soon();
    else
        on(document?.defaultView, 'load', soon);
}

export { afterLoad, currentEnvironment, on };
//# sourceMappingURL=environment.js.map
