import { EnckeError, asEnckeError } from '../../protocol/errors.js';

/** Most calls, and characters of data, that are under way or wait for the store to come back. */
const mostCalls = 10000;
const mostCharacters = 33554432;
/** Milliseconds between two tries to reach a store that is away, and for which it rests that takes nothing. */
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
    let calls = 0;
    let charactersAsked = 0;
    /** It takes nothing for now: until then all wait in line. */
    let resting = false;
    const pause = () => new Promise((run) => void after(pauseTime, run));
    const wake = () => {
        for (const run of waiters)
            run();
    };
    function rest(error) {
        cause = error;
        if (resting)
            return;
        resting = true;
        after(pauseTime, () => {
            resting = false;
            wake();
        });
    }
    /** At most until a point of time. */
    async function present(until) {
        while (!up || resting) {
            if (closed)
                throw new EnckeError('closed', 'the log is closed');
            if (now() >= until)
                throw busy('the log cannot be reached', cause);
            await new Promise((resolve) => {
                const run = () => {
                    waiters.delete(run);
                    undo();
                    resolve();
                };
                const undo = after(Math.max(0, until - now()), run);
                waiters.add(run);
            });
        }
    }
    async function insist(call) {
        const until = now() + patience;
        for (;;) {
            await present(until);
            try {
                return await call();
            }
            catch (error) {
                if (now() >= until)
                    throw busy('the log failed', error);
                // Whoever failed waits in line with the others, at once, so that the order stays.
                if (up)
                    rest(error);
            }
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
        present: () => present(now() + patience),
        /**
         * Asks the store, and asks again for as long as patience lasts.
         * @param characters - what is kept for it meanwhile
         */
        async ask(call, characters = 0) {
            if (calls >= mostCalls || charactersAsked + characters > mostCharacters)
                throw busy(`${calls} calls wait for the log already`, cause);
            calls++;
            charactersAsked += characters;
            try {
                return await insist(call);
            }
            finally {
                calls--;
                charactersAsked -= characters;
            }
        },
    };
}

export { createAvailability };
//# sourceMappingURL=availability.js.map
