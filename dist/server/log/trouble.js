/** Most reasons that are told of one trouble. */
const mostReasons = 10;
/**
 * What is told of a store that is lost, or takes nothing: each reason once, however often it is met, and in the end that
 * all is well again.
 * @param now - milliseconds on a clock that never goes back
 */
function createTrouble(now) {
    /** Whether they have heard of what there is now. */
    const listeners = new Map();
    const told = new Set();
    let since;
    function tell(reason) {
        for (const [listener, hasHeard] of listeners) {
            if (!reason && !hasHeard)
                continue;
            listeners.set(listener, reason !== undefined);
            listener(reason);
        }
    }
    return {
        /** For so many milliseconds; 0 when all is well. */
        get age() {
            return since === undefined ? 0 : Math.max(1, now() - since);
        },
        begin(reason) {
            since ?? (since = now());
            if (told.size >= mostReasons || told.has(reason.message))
                return;
            told.add(reason.message);
            tell(reason);
        },
        end() {
            if (since === undefined)
                return;
            since = undefined;
            told.clear();
            tell();
        },
        /** Returns the undo. */
        onTrouble(listener) {
            listeners.set(listener, false);
            return () => listeners.delete(listener);
        },
    };
}

export { createTrouble };
//# sourceMappingURL=trouble.js.map
