import { asEnckeError, EnckeError } from '../protocol/errors.js';

/**
 * Sends beside the link: one request is under way, with a deadline; the rest waits and leaves as one batch. A first
 * request leaves after what this turn opens: the link that brings messages gets the connection that is free.
 * @param patience - milliseconds that an answer may take
 */
function createPoster(target, patience, inlet) {
    const { environment } = target;
    let waiting = [];
    let carrier;
    let link;
    /** The turn is not over yet. */
    let soon = false;
    let timer;
    const resting = [];
    /** Lets go of what is under way, and of what waits. */
    function forget() {
        environment.clearTimeout(timer);
        link?.close();
        link = undefined;
        waiting = [];
    }
    function next() {
        soon = false;
        if (waiting.length === 0) {
            forget();
            for (const resolve of resting.splice(0))
                resolve();
            return;
        }
        const batch = waiting;
        waiting = [];
        function closed(error) {
            environment.clearTimeout(timer);
            if (error)
                waiting = [];
            next();
            if (error)
                inlet.failed(error);
        }
        function wait() {
            environment.clearTimeout(timer);
            const deadline = patience();
            timer = environment.setTimeout(() => closed(new EnckeError('timeout', `no answer within ${deadline} ms`)), deadline);
        }
        wait();
        try {
            link = carrier.post(target, batch, {
                messages(heard) {
                    // Of a request in many pieces each is answered.
                    wait();
                    inlet.messages(heard);
                },
                alive() { },
                closed,
            });
        }
        catch (error) {
            closed(asEnckeError(error, 'network'));
        }
    }
    return {
        forget,
        /** @param transport - by which the next request goes */
        post(transport, batch) {
            carrier = transport;
            waiting = [...waiting, ...batch];
            if (link || soon)
                return;
            soon = true;
            queueMicrotask(next);
        },
        /** Resolves when nothing is under way. */
        idle: () => new Promise((resolve) => (link || soon ? resting.push(resolve) : resolve())),
    };
}

export { createPoster };
//# sourceMappingURL=poster.js.map
