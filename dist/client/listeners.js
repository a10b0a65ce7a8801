/** What a listener throws hurts nobody else. */
function report(error) {
    (globalThis.reportError ?? console.error)(error);
}
/** Listeners by name of event. */
function createListeners() {
    const listeners = new Map();
    return {
        /** Returns the undo. */
        on(name, listener) {
            const set = listeners.get(name) ?? new Set();
            listeners.set(name, set);
            set.add(listener);
            return () => {
                set.delete(listener);
            };
        },
        emit(name, ...args) {
            for (const listener of [...(listeners.get(name) ?? [])]) {
                try {
                    listener(...args);
                }
                catch (error) {
                    report(error);
                }
            }
        },
    };
}

export { createListeners, report };
//# sourceMappingURL=listeners.js.map
