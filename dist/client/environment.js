/** The environment that this code runs in, looked at when called: a page, a worker, or Node. */
function currentEnvironment() {
    const { document, location, performance, crypto } = globalThis;
    const { XMLHttpRequest, fetch, ReadableStream, EventSource, WebSocket } = globalThis;
    const violations = [];
    // It rises from the document to the window; a worker is told itself.
    const dispose = on(globalThis, 'securitypolicyviolation', (violation) => {
        const { effectiveDirective, violatedDirective, blockedURI, disposition } = violation;
        // What is only reported is not forbidden.
        if (disposition === 'report')
            return;
        const directive = (effectiveDirective || violatedDirective).split(' ')[0];
        if (violations.length < 100)
            violations.push({ directive, origin: originOf(blockedURI) });
    });
    return {
        now: () => performance.now(),
        setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
        clearTimeout: (timer) => clearTimeout(timer),
        random: Math.random,
        secret: () => base64url(crypto.getRandomValues(new Uint8Array(16))),
        href: document?.baseURI ?? location?.href,
        XMLHttpRequest,
        fetch: fetch?.bind(globalThis),
        ReadableStream,
        EventSource,
        WebSocket,
        document,
        date: Date.now,
        storage: {
            getItem: (key) => localStorage.getItem(key),
            setItem: (key, value) => localStorage.setItem(key, value),
        },
        tabStorage: {
            getItem: (key) => sessionStorage.getItem(key),
            setItem: (key, value) => sessionStorage.setItem(key, value),
        },
        network() {
            const { navigator } = globalThis;
            return navigator?.connection?.type ?? '';
        },
        protocol: (origin) => (performance?.getEntries?.() ?? [])
            .filter(({ name, nextHopProtocol }) => nextHopProtocol && name.startsWith(`${origin}/`))
            .pop()?.nextHopProtocol ?? '',
        beacon: (url, text) => void globalThis.navigator?.sendBeacon?.(url, text),
        onLife(listener) {
            const tell = (event) => () => listener(event);
            const undos = [
                on(globalThis, 'online', tell('return')),
                on(globalThis, 'pageshow', ({ persisted }) => persisted && listener('return')),
                on(globalThis, 'pagehide', ({ persisted }) => listener(persisted ? 'rest' : 'leave')),
                on(document, 'freeze', tell('rest')),
                on(document, 'resume', tell('return')),
                on(document, 'visibilitychange', () => document?.hidden || listener('return')),
            ];
            return () => {
                for (const undo of undos)
                    undo();
            };
        },
        blocked(origin, directives) {
            return violations.find((seen) => directives.includes(seen.directive) && seen.origin === origin)?.directive;
        },
        dispose,
    };
}
/** Listens to events. Returns the undo: the browsers of 2020 know no `signal` yet. */
function on(to, type, heard) {
    to?.addEventListener?.(type, heard);
    return () => to?.removeEventListener?.(type, heard);
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

export { afterLoad, currentEnvironment, on };
//# sourceMappingURL=environment.js.map
