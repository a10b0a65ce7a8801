import { EnckeError } from '../protocol/errors.js';

/** Milliseconds that a request may take. */
const deadline = 10000;
/** Sends beside the link: one request is under way, with a deadline; the rest waits and leaves as one batch. */
function createPoster(environment, inlet) {
    let waiting = [];
    let link;
    let timer;
    const resolve = [];
    function cancel() {
        environment.clearTimeout(timer);
        link?.close();
        link = undefined;
        waiting = [];
        rest();
    }
    function rest() {
        for (const run of resolve.splice(0))
            run();
    }
    function fail(error) {
        cancel();
        inlet.failed(error);
    }
    function next(target, transport) {
        const batch = waiting;
        waiting = [];
        timer = environment.setTimeout(() => fail(new EnckeError('timeout', `no answer within ${deadline} ms`)), deadline);
        link = transport.post(target, batch, {
            messages: inlet.messages,
            alive() { },
            closed(error) {
                if (error)
                    return fail(error);
                environment.clearTimeout(timer);
                link = undefined;
                if (waiting.length)
                    next(target, transport);
                else
                    rest();
            },
        });
    }
    return {
        /** @param afresh - forget what is under way first */
        post(target, transport, batch, afresh) {
            if (afresh)
                cancel();
            waiting = [...waiting, ...batch];
            if (!link && waiting.length)
                next(target, transport);
        },
        /** Resolves when nothing is under way. */
        idle: () => (link ? new Promise((run) => resolve.push(run)) : Promise.resolve()),
    };
}

export { createPoster };
//# sourceMappingURL=poster.js.map
