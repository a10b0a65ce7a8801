import { EnckeError } from '../protocol/errors.js';

/** Milliseconds that a request may take. */
const deadline = 10000;
/** Sends beside the link: one request is under way, with a deadline; the rest waits and leaves as one batch. */
function createPoster(environment, inlet) {
    let waiting = [];
    let link;
    let timer;
    const resting = [];
    function forget() {
        environment.clearTimeout(timer);
        link?.close();
        link = undefined;
        waiting = [];
        for (const resolve of resting.splice(0))
            resolve();
    }
    function next(target, transport) {
        if (waiting.length === 0)
            return forget();
        const batch = waiting;
        waiting = [];
        function closed(error) {
            environment.clearTimeout(timer);
            if (!error)
                return next(target, transport);
            forget();
            inlet.failed(error);
        }
        timer = environment.setTimeout(() => closed(new EnckeError('timeout', `no answer within ${deadline} ms`)), deadline);
        link = transport.post(target, batch, { messages: inlet.messages, alive() { }, closed });
    }
    return {
        /** @param afresh - forget what is under way first */
        post(target, transport, batch, afresh) {
            if (afresh)
                forget();
            waiting = [...waiting, ...batch];
            if (!link)
                next(target, transport);
        },
        /** Resolves when nothing is under way. */
        idle: () => new Promise((resolve) => (link ? resting.push(resolve) : resolve())),
    };
}

export { createPoster };
//# sourceMappingURL=poster.js.map
