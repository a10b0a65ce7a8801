/** Most milliseconds of one turn for what has passed: what is new does not wait for all who come back at once. */
const share = 20;
/** Those who are behind in the log, and what is read for them: a page each in a turn, as many as there is time for. */
function createBehind({ log, now, pageSize, paged, later }) {
    const waiting = new Set();
    /** For these a shared log is being asked: whoever joins again meanwhile does not ask it twice. */
    const asking = new Set();
    function add(session) {
        waiting.add(session);
        later();
    }
    async function answered(session, reading) {
        const { position } = session;
        asking.add(session);
        try {
            const page = await reading;
            asking.delete(session);
            // Another join may have begun somewhere else meanwhile.
            if (session.position === position)
                paged(session, page);
            else
                add(session);
        }
        catch {
            // What cannot be read for now is read at the next tick.
            asking.delete(session);
            waiting.add(session);
        }
    }
    function read(session) {
        waiting.delete(session);
        if (session.phase !== 'behind' || asking.has(session))
            return;
        const page = log.read(session.position, pageSize, session.room, session.skim(log.tail));
        if (page instanceof Promise)
            answered(session, page);
        else
            paged(session, page);
    }
    return {
        add,
        /** Reads for those who wait now, in the order in which they began to. */
        read(most = share) {
            const until = now() + most;
            let rest = waiting.size;
            for (const session of waiting) {
                read(session);
                if (!--rest || now() > until)
                    break;
            }
            if (waiting.size)
                later();
        },
    };
}

export { createBehind };
//# sourceMappingURL=behind.js.map
