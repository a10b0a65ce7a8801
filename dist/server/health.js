import { EnckeError } from '../protocol/errors.js';
import { demandFunction } from './options.js';
import { connectionTypes } from './transports/index.js';

/** What is counted from 0 on: whoever watches a counter takes no notice of its first value. */
const usual = ['400', '402', '403', '409', '413', '426', '503'];
/** How often an error was answered, by its number. */
function createRefusals() {
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
function createHealth({ log, sessions, sockets, refusals }) {
    const links = Object.fromEntries(connectionTypes.map((type) => [type, 0]));
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
        /** A link that is no socket. Returns what is to be called when it is gone. */
        opened(connectionType) {
            const add = (count) => {
                links[connectionType] = (links[connectionType] ?? 0) + count;
            };
            add(1);
            return () => add(-1);
        },
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
            links: { ...links, websocket: sockets.size },
            refused: { ...refusals.counts },
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

export { createHealth, createRefusals };
//# sourceMappingURL=health.js.map
