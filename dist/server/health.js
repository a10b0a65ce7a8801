import { EnckeError } from '../protocol/errors.js';
import { demandFunction } from './option-checks.js';

/** What is counted from 0 on: whoever watches a counter takes no notice of its first value. */
const usual = ['400', '402', '403', '409', '413', '426', '503'];
/** How often an error was answered, by its number. */
function createErrorCounts() {
    const counts = Object.fromEntries(usual.map((number) => [number, 0]));
    return {
        counts,
        /** @param error - begins with the number, in three digits */
        add(error) {
            const number = error.slice(0, 3);
            counts[number] = (counts[number] ?? 0) + 1;
        },
    };
}
/** What the operator is told: how much there is, and what is wrong with the log. */
function createHealth({ log, sessions, http, sockets, errors }) {
    const listeners = new Set();
    /** In the runs before the last one, which may grow. */
    let publications = 0;
    let last;
    async function tell(listener, trouble) {
        try {
            await listener(trouble);
        }
        catch (error) {
            console.error(error);
        }
    }
    const stopCounting = log.onAppend((run) => {
        publications += last?.count ?? 0;
        last = run;
    });
    const stopTelling = log.onTrouble((trouble) => {
        if (!listeners.size)
            console.error(`Encke: ${trouble ? trouble.message : 'the log is well again'}`);
        for (const listener of [...listeners])
            tell(listener, trouble);
    });
    return {
        /** See `EnckeServer`. */
        on(name, listener) {
            if (name !== 'log')
                throw new EnckeError('bad-option', `there is no event ${name}, only log`);
            listeners.add(demandFunction('the listener of log is', listener));
            return () => {
                listeners.delete(listener);
            };
        },
        stats: () => ({
            sessions: sessions.size,
            patterns: sessions.patterns,
            links: { ...http.links, websocket: sockets.size },
            refused: { ...errors.counts },
            publications: publications + (last?.count ?? 0),
            ...log.state,
        }),
        /** Hears, and tells, nothing any more. */
        close() {
            stopCounting();
            stopTelling();
        },
    };
}

export { createErrorCounts, createHealth };
//# sourceMappingURL=health.js.map
