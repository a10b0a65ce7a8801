/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
function createIndex() {
    const one = new Map();
    const many = new Map();
    let size = 0;
    return {
        /** How many listeners there are, each as often as it has patterns. */
        get size() {
            return size;
        },
        get(pattern) {
            const only = one.get(pattern);
            return only ? [only] : (many.get(pattern) ?? []);
        },
        /** To what it does not listen yet. */
        add(pattern, listener) {
            const only = one.get(pattern);
            const set = many.get(pattern);
            size++;
            if (set)
                set.add(listener);
            else if (!only)
                one.set(pattern, listener);
            else {
                one.delete(pattern);
                many.set(pattern, new Set([only, listener]));
            }
        },
        /** From what it listens to. */
        delete(pattern, listener) {
            size--;
            if (one.get(pattern) === listener)
                one.delete(pattern);
            const set = many.get(pattern);
            if (set?.delete(listener) && set.size === 0)
                many.delete(pattern);
        },
    };
}

export { createIndex };
//# sourceMappingURL=pattern-index.js.map
