/** Most reasons that are told of one trouble. */
const mostReasons = 10;
/**
 * What is told of a store that is lost, or takes nothing: each reason once, however often it is met, and in the end that
 * all is well again.
 * @param now - milliseconds on a clock that never goes back
 */
function createTrouble(now) {
    const listeners = new Set();
    const told = new Set();
    let since;
    const tell = (reason) => {
        for (const listener of listeners)
            listener(reason);
    };
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
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
    };
}

export { createTrouble };
//# sourceMappingURL=trouble.js.map
