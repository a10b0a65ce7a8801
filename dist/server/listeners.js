import { expand } from './expanded.js';

/** Most publications that are read for them at once. */
const pageSize = 1000;
/** The server's own listeners, and how far they are in the log. */
function createListeners(log) {
    const listeners = new Map();
    /** Everything up to here has been told. */
    let told = log.tail;
    /** What comes does not follow on what was told: it is read. */
    let behind = false;
    let reading = false;
    /** So often something has come. */
    let heard = 0;
    function tell(channel, publications) {
        const concerned = expand(channel).flatMap((pattern) => [...(listeners.get(pattern) ?? [])]);
        if (concerned.length)
            for (const publication of publications())
                for (const listener of concerned)
                    listener(publication);
    }
    /** What has come, in order. */
    function hear(runs) {
        const last = runs[runs.length - 1];
        if (!last)
            return;
        heard++;
        if (behind)
            return;
        if (listeners.size) {
            for (const run of runs) {
                const rest = run.after(told);
                if (rest)
                    tell(run.channel, () => rest.singles);
            }
        }
        told = last.position;
    }
    /** Tells what lies between, page by page, as far as the log still has it. */
    async function catchUp() {
        if (reading)
            return;
        reading = true;
        try {
            while (behind) {
                if (!listeners.size)
                    told = log.tail;
                const before = heard;
                const asked = log.read(told, pageSize);
                // What is there at once is told at once: nothing comes between.
                const page = asked instanceof Promise ? await asked : asked;
                for (const run of page?.runs ?? [])
                    tell(run.channel, () => run.singles);
                told = page ? page.end : log.floor;
                behind = !page || page.more || heard > before;
            }
        }
        catch {
            // What cannot be read for now is read at the next tick.
        }
        finally {
            reading = false;
        }
    }
    return {
        tell,
        hear,
        catchUp,
        /**
         * What comes next does not follow on what came before.
         * @param runs - of that, what has not been heard
         */
        resume(runs) {
            hear(runs);
            behind = true;
            catchUp();
        },
        /** Returns the undo. */
        listen(pattern, listener) {
            const set = listeners.get(pattern) ?? new Set();
            listeners.set(pattern, set);
            set.add(listener);
            return () => {
                if (set.delete(listener) && set.size === 0)
                    listeners.delete(pattern);
            };
        },
        /** Nobody listens any more. */
        close: () => listeners.clear(),
    };
}

export { createListeners };
//# sourceMappingURL=listeners.js.map
