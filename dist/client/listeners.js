import { demandOneOf } from './options.js';

/** What a listener throws hurts nobody else. */
function report(error) {
    (globalThis.reportError ?? console.error)(error);
}
/**
 * Listeners by name of event.
 * @param unheard - takes the first argument of an event that nobody listens to
 */
function createListeners(names, unheard = () => { }) {
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
            const all = [...listeners.get(name)];
            if (!all.length)
                unheard(args[0]);
            for (const listener of all) {
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
