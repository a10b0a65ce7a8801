import { createIndex, expand } from './pattern-index.js';

/** Most publications that are read for them at once. */
const pageSize = 1000;
/** Most publications beside the log that wait for their turn; those beyond do without. */
const mostBeside = 10000;
/** The server's own listeners, and how far they are in the log. */
function createListeners(log) {
    let listeners = createIndex();
    /** Everything up to here has been told. */
    let told = log.tail;
    /** What comes does not follow on what was told: it is read. */
    let behind = false;
    let reading = false;
    /** So often something has come. */
    let heard = 0;
    /** In the order of their turns. */
    const waiting = [];
    function tellAll(channel, publications) {
        const concerned = expand(channel).flatMap((pattern) => [...listeners.get(pattern)]);
        if (concerned.length)
            for (const publication of publications())
                for (const listener of concerned)
                    listener(publication);
    }
    function tellBeside(isDue) {
        for (let first = waiting[0]; first && isDue(first); first = waiting[0]) {
            const { publication } = first;
            waiting.shift();
            tellAll(publication.channel, () => [publication]);
        }
    }
    /** What was published beside the log is told where it belongs. */
    function tellRuns(runs) {
        for (const run of runs) {
            if (!waiting.length) {
                tellAll(run.channel, () => run.singles);
                continue;
            }
            for (const one of run.singles) {
                tellBeside(({ after }) => after < one.position);
                tellAll(run.channel, () => [one]);
            }
        }
    }
    function advance(position) {
        told = position;
        tellBeside(({ after }) => after <= told);
    }
    /** What has come, in order. */
    function hear(runs) {
        const last = runs[runs.length - 1];
        if (!last)
            return;
        heard++;
        if (behind)
            return;
        if (listeners.size)
            tellRuns(runs.map((run) => run.after(told)).filter((run) => run !== undefined));
        advance(last.position);
    }
    /** Tells what lies between, page by page, as far as the log still has it. */
    async function catchUp() {
        if (reading)
            return;
        reading = true;
        try {
            while (behind) {
                if (!listeners.size)
                    advance(log.tail);
                const before = heard;
                const asked = log.read(told, pageSize);
                // What is there at once is told at once: nothing comes between.
                const page = asked instanceof Promise ? await asked : asked;
                tellRuns(page?.runs ?? []);
                advance(page ? page.end : log.floor);
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
        hear,
        catchUp,
        /** Tells what is in no log, as the next after a position. */
        tell(channel, data, after) {
            let index = waiting.length;
            while (index && waiting[index - 1].after > after)
                index--;
            waiting.splice(index, 0, { after, publication: { channel, data, position: '' } });
            tellBeside((one) => waiting.length > mostBeside || one.after <= told);
        },
        /**
         * What comes next does not follow on what came before.
         * @param runs - of that, what has not been heard
         */
        resume(runs) {
            hear(runs);
            behind = true;
            catchUp();
        },
        /** @param listener - one that does not listen to this yet. Returns the undo. */
        listen(pattern, listener) {
            listeners.add(pattern, listener);
            return () => listeners.delete(pattern, listener);
        },
        /** Nobody listens any more. */
        close() {
            listeners = createIndex();
            waiting.length = 0;
        },
    };
}

export { createListeners };
//# sourceMappingURL=listeners.js.map
