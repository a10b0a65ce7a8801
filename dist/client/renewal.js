import { never } from './times.js';

/**
 * Where links are cut at an age, the successor is there before that.
 * @param renew - opens it
 */
function createRenewal(environment, memory, renew) {
    let timer;
    const stop = () => environment.clearTimeout(timer);
    return {
        /** This link has the session. */
        of({ transport, since }) {
            stop();
            const left = since + memory.age - environment.now();
            if (transport.kind !== 'poll' && left < never)
                timer = environment.setTimeout(renew, left);
        },
        stop,
    };
}

export { createRenewal };
//# sourceMappingURL=renewal.js.map
