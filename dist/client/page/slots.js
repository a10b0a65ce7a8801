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
 * holds none until another tab lets go. Without that a seventh tab would reach the server no more, and not even load. The
 * first slot is for the tab that the user looks at, who takes it from another.
 * @param hosts - how many names of the server links are opened at
 * @param told - the milliseconds between two requests that are answered at once, or 0 when one may be held; and whether what
 * is held has to end
 */
function createSlots(target, hosts, told) {
    const most = perHost * hosts;
    const { locks, document } = target.environment;
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
    /** What was asked for before is withdrawn. */
    function anew() {
        asking?.abort();
        asking = new AbortController();
        return asking.signal;
    }
    function ask(slot, signal, how) {
        const { origin } = new URL(target.url);
        return locks
            .request(`encke ${origin} ${slot}`, how, (lock) => {
            if (signal.aborted || release)
                return;
            if (!lock)
                return void next(slot + 1, signal);
            tell(0);
            return new Promise((resolve) => {
                release = resolve;
            });
        })
            .catch(({ name }) => {
            if (signal.aborted)
                return;
            // Where it is forbidden, nothing is shared. In WebKit one can be stolen before it is given.
            if (!release && name !== 'AbortError')
                return tell(0);
            release = undefined;
            wait();
        });
    }
    function next(slot, signal) {
        if (slot < most)
            ask(slot, signal, { ifAvailable: true });
        else if (!claim())
            wait();
    }
    function wait() {
        const signal = anew();
        tell(full);
        for (let slot = most; slot;)
            ask(--slot, signal, { signal });
    }
    function claim() {
        const looked = document?.hidden === false;
        if (looked)
            ask(0, anew(), { steal: true });
        return looked;
    }
    return {
        leave,
        /** The user may look at this tab. */
        seen: () => pause === full && claim(),
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
            tell(unknown);
            next(0, anew());
        },
    };
}

export { createSlots };
//# sourceMappingURL=slots.js.map
