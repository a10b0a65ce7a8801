import { EnckeError, asEnckeError } from '../../protocol/errors.js';

/** Most calls, and characters of data, that wait for the store to come back. */
const waitingCalls = 10000;
const waitingCharacters = 33554432;
/** Milliseconds between two tries to reach a store that is away, and between two tries of a call that failed. */
const pauseTime = 100;
function busy(reason, error) {
    return new EnckeError('busy', `${reason}: ${asEnckeError(error, 'network').message}`, error);
}
/** Whether a store is there, and the calls that wait for it. */
function createAvailability({ patience, now, after }) {
    /** In the order in which they began to wait. */
    const waiters = new Set();
    let closed = false;
    let up = false;
    /** Why not. */
    let cause;
    let waiting = 0;
    const pause = () => new Promise((run) => void after(pauseTime, run));
    const wake = () => {
        for (const run of waiters)
            run();
    };
    /** At most until a point of time. */
    async function present(until, characters) {
        while (!up) {
            if (closed)
                throw new EnckeError('closed', 'the log is closed');
            if (now() >= until)
                throw busy('the log cannot be reached', cause);
            if (waiters.size >= waitingCalls || waiting + characters > waitingCharacters)
                throw busy(`${waiters.size} calls wait for the log already`, cause);
            waiting += characters;
            await new Promise((resolve) => {
                const run = () => {
                    waiters.delete(run);
                    undo();
                    resolve();
                };
                const undo = after(Math.max(0, until - now()), run);
                waiters.add(run);
            });
            waiting -= characters;
        }
    }
    return {
        get up() {
            return up;
        },
        get closed() {
            return closed;
        },
        /** Why it was lost the last time. */
        get cause() {
            return cause;
        },
        /** It is there: what waits goes on. */
        found() {
            up = !closed;
            wake();
        },
        lose(error) {
            up = false;
            cause = error;
        },
        /** For good: what waits rejects. */
        close() {
            closed = true;
            up = false;
            wake();
        },
        pause,
        /** Until it is there for the first time. */
        present: () => present(now() + patience, 0),
        /**
         * Asks the store, and asks again for as long as patience lasts.
         * @param characters - what waits meanwhile
         */
        async ask(call, characters = 0) {
            const until = now() + patience;
            for (;;) {
                await present(until, characters);
                try {
                    return await call();
                }
                catch (error) {
                    if (now() >= until)
                        throw busy('the log failed', error);
                    // Who lost the connection waits in line with the others, at once, so that the order stays.
                    if (up)
                        await pause();
                }
            }
        },
    };
}

export { createAvailability };
//# sourceMappingURL=availability.js.map
