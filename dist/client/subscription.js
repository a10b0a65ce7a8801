import { EnckeError } from '../protocol/errors.js';
import { on } from './environment.js';
import { report } from './listeners.js';

/** The subscription that the user holds, and its end towards the session. */
function createSubscription(pattern, listener, { since, latest, signal, buffer = 1000 }, remove) {
    const waiting = [];
    const sleepers = new Set();
    let ended = false;
    let failure;
    let resolve;
    let reject;
    const ready = new Promise((yes, no) => {
        resolve = yes;
        reject = no;
    });
    ready.catch(() => { });
    function end(error) {
        if (ended)
            return;
        ended = true;
        failure = error;
        unhear();
        remove(subscriber);
        reject(error ?? new EnckeError('closed', `the subscription to ${pattern} was ended before the server answered`));
        wake();
    }
    const unsubscribe = () => end();
    /** Lets every iterator look again. */
    function wake() {
        for (const run of sleepers)
            run();
        sleepers.clear();
    }
    const subscriber = {
        pattern,
        since,
        latest,
        /** Hot, once for each event. */
        deliver(event) {
            if (ended)
                return;
            if (listener) {
                try {
                    listener(event);
                }
                catch (error) {
                    report(error);
                }
            }
            else if (waiting.length >= buffer) {
                end(new EnckeError('overflow', `${buffer} events of ${pattern} wait; read faster or raise buffer`));
            }
            else {
                waiting.push(event);
                wake();
            }
        },
        settled: (error) => (error ? end(error) : resolve()),
        end,
    };
    const subscription = {
        pattern,
        ready,
        unsubscribe,
        async *[Symbol.asyncIterator]() {
            try {
                while (true) {
                    const event = waiting.shift();
                    if (event)
                        yield event;
                    else if (ended)
                        break;
                    else
                        await new Promise((run) => sleepers.add(run));
                }
                if (failure)
                    throw failure;
            }
            finally {
                unsubscribe();
            }
        },
    };
    const unhear = on(signal, 'abort', unsubscribe);
    return { subscription, subscriber };
}

export { createSubscription };
//# sourceMappingURL=subscription.js.map
