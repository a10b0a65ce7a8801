/**
 * Connections to a host that are held for all tabs of an origin, at most, of the six that a browser opens over HTTP/1.1: the
 * others are for what is said beside, and for the page itself.
 */
const perHost = 4;
/** Milliseconds that a tab without one of them waits after an answer with nothing in it. */
const full = 2000;
/** The same, as long as nobody knows whether one is free: in a page that is prepared before it is shown, locks are given later. */
const unknown = 500;
/**
 * Shares the connections of a host among all tabs, by Web Locks: whoever holds a request there has one of the slots, or
 * holds none until another tab lets go. Without that a seventh tab would reach the server no more, and not even load.
 * @param hosts - how many names of the server links are opened at
 * @param told - the milliseconds between two requests that are answered at once, or 0 when one may be held; and whether what
 * is held has to end
 */
function createSlots(target, hosts, told) {
    const most = perHost * hosts;
    const { locks } = target.environment;
    let asking;
    let release;
    let pause = 0;
    function tell(next) {
        if (next || pause)
            told((pause = next), next === full);
    }
    /** No connection is held any more. */
    function leave() {
        asking?.abort();
        release?.();
        asking = release = undefined;
        tell(0);
    }
    return {
        leave,
        /** A connection may be held from now on. Over HTTP/2 and 3 one carries all. */
        take() {
            if (!locks || release)
                return;
            if (/^h[23]/.test(target.protocol))
                return leave();
            if (pause === full)
                tell(full);
            if (asking)
                return;
            asking = new AbortController();
            const { signal } = asking;
            const { origin } = new URL(target.url);
            tell(unknown);
            /** @param waits - until it is free */
            const ask = (slot, waits) => locks
                .request(`encke ${origin} ${slot}`, waits ? { signal } : { ifAvailable: true }, (lock) => {
                if (signal.aborted || release)
                    return;
                if (!lock)
                    return void next(slot + 1);
                tell(0);
                return new Promise((resolve) => {
                    release = resolve;
                });
            })
                // Where it is forbidden, nothing is shared.
                .catch(() => signal.aborted || tell(0));
            function next(slot) {
                if (slot < most)
                    return ask(slot, false);
                tell(full);
                while (slot)
                    ask(--slot, true);
            }
            next(0);
        },
    };
}

export { createSlots };
//# sourceMappingURL=slots.js.map
