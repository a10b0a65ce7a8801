/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
function createIndex() {
    const one = new Map();
    const many = new Map();
    return {
        get(pattern) {
            const only = one.get(pattern);
            return only ? [only] : (many.get(pattern) ?? []);
        },
        add(pattern, listener) {
            const only = one.get(pattern);
            const set = many.get(pattern);
            if (set)
                set.add(listener);
            else if (!only)
                one.set(pattern, listener);
            else if (only !== listener) {
                one.delete(pattern);
                many.set(pattern, new Set([only, listener]));
            }
        },
        delete(pattern, listener) {
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
