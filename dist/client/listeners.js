import { demandOneOf } from './options.js';

/** What a listener throws hurts nobody else. */
function report(error) {
    (globalThis.reportError ?? console.error)(error);
}
/** Listeners by name of event. */
function createListeners(names) {
    const listeners = new Map(names.map((name) => [name, new Set()]));
    return {
        /**
         * Returns the undo.
         * @throws EnckeError `bad-option`
         */
        on(name, listener) {
            demandOneOf('event', name, names);
            const set = listeners.get(name);
            set.add(listener);
            return () => {
                set.delete(listener);
            };
        },
        emit(name, ...args) {
            for (const listener of [...listeners.get(name)]) {
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
