import { EnckeError } from '../../protocol/errors.js';
import { on } from '../environment.js';
import { report } from '../listeners.js';
import { boundOf } from '../options.js';

const done = { value: undefined, done: true };
/** A promise that may reject without anybody listening, and how to settle it. */
function awaited() {
    let resolve;
    let reject;
    const promise = new Promise((yes, no) => {
        resolve = yes;
        reject = no;
    });
    promise.catch(() => { });
    return { promise, resolve, reject };
}
/**
 * The subscription that the user holds, and its end towards the session.
 * @param later - runs something in a later turn
 */
function createSubscription(pattern, listener, { since, latest, signal, buffer }, remove, later) {
    const most = boundOf('buffer', buffer);
    let waiting = [];
    /** Where only the newest of each channel is wanted, that of those that wait: the others are passed over. */
    const newest = new Map();
    const isNewest = (event) => !latest || newest.get(event.channel) === event;
    const unread = () => (latest ? newest.size : waiting.length);
    /** How far it was read. */
    let place;
    /** Whoever reads without a pause has had the time to. */
    let due = false;
    const sleepers = new Set();
    let over = false;
    let failure;
    let tell;
    const ready = awaited();
    const caughtUp = awaited();
    const ended = new Promise((yes) => {
        tell = yes;
    });
    function end(error) {
        if (over)
            return;
        over = true;
        failure = error;
        if (!error)
            waiting.length = 0;
        unhear();
        remove(subscriber);
        for (const { reject } of [ready, caughtUp]) {
            reject(error ?? new EnckeError('closed', `the subscription to ${pattern} has ended`));
        }
        tell(error);
        wake();
    }
    const unsubscribe = () => end();
    /** Lets every iterator look again. */
    function wake() {
        for (const run of sleepers)
            run();
        sleepers.clear();
    }
    /** Nothing in the client is `async`: the machinery for that is 3 % of the bundle in ES5. */
    const next = () => new Promise((resolve, reject) => {
        let event = waiting.shift();
        while (event && !isNewest(event))
            event = waiting.shift();
        if (event) {
            newest.delete(event.channel);
            place = event.position;
            resolve({ value: event, done: false });
        }
        else if (failure)
            reject(failure);
        else if (over)
            resolve(done);
        else
            resolve(new Promise((run) => sleepers.add(run)).then(next));
    });
    const subscriber = {
        pattern,
        since,
        latest,
        /** Hot, once for each event. */
        deliver(event) {
            if (over)
                return;
            if (listener) {
                try {
                    return listener(event);
                }
                catch (error) {
                    return report(error);
                }
            }
            newest.delete(event.channel);
            if (due && unread() > most) {
                end(new EnckeError('overflow', `${unread()} events of ${pattern} wait; read faster or raise buffer`));
            }
            else {
                waiting.push(event);
                if (latest)
                    newest.set(event.channel, event);
                // Now and then, not for each event.
                if (waiting.length > 2 * unread())
                    waiting = waiting.filter(isNewest);
                if (unread() === most + 1) {
                    due = false;
                    later(() => {
                        due = true;
                    });
                }
                wake();
            }
        },
        settled(start) {
            place = start;
            ready.resolve();
        },
        caughtUp: caughtUp.resolve,
        get unread() {
            return waiting.length ? place : undefined;
        },
        end,
    };
    const subscription = {
        pattern,
        ready: ready.promise,
        caughtUp: caughtUp.promise,
        ended,
        unsubscribe,
        [Symbol.asyncIterator]() {
            if (listener)
                throw new EnckeError('bad-option', `the subscription to ${pattern} has a listener already`);
            return {
                next,
                return() {
                    end();
                    return Promise.resolve(done);
                },
            };
        },
    };
    const unhear = on(signal, 'abort', unsubscribe);
    return { subscription, subscriber };
}

export { createSubscription };
//# sourceMappingURL=subscription.js.map
