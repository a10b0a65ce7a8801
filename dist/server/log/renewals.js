/** Milliseconds in which the store is told once of each session that lives: a few at a time. */
const every = 600000;
/**
 * The sessions that live on this node, of which the store is told so often that it does not forget them.
 * @param now - milliseconds on a clock that never goes back
 */
function createRenewals(renew, now) {
    /** By how many each is held. */
    const live = new Map();
    let next = live.keys();
    let renewedAt = now();
    return {
        /** See `Log.hold`. */
        hold(key) {
            live.set(key, (live.get(key) ?? 0) + 1);
        },
        release(key) {
            const others = (live.get(key) ?? 0) - 1;
            if (others > 0)
                live.set(key, others);
            else
                live.delete(key);
        },
        /** Tells of as many as the time since the last call makes due. */
        renewSome() {
            const share = Math.min(1, (now() - renewedAt) / every);
            renewedAt = now();
            for (let rest = Math.ceil(live.size * share); rest > 0; rest--) {
                const { value: key, done } = next.next();
                if (done)
                    next = live.keys();
                else
                    renew(key).catch(() => { });
            }
        },
    };
}

export { createRenewals };
//# sourceMappingURL=renewals.js.map
