import { EnckeError } from '../protocol/errors.js';
import { connectionTypes } from './transports/index.js';

/** What the operator is told: how much there is, and what is wrong with the log. */
function createHealth({ log, sessions, sockets }) {
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
            listeners.add(listener);
            return () => {
                listeners.delete(listener);
            };
        },
        stats: () => ({
            sessions: sessions.size,
            links: { ...links, websocket: sockets.size },
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

export { createHealth };
//# sourceMappingURL=health.js.map
