import { EnckeError } from '../../protocol/errors.js';
import { createHint } from '../complaints.js';

/** Questions that the application is asked at a time. */
const mostAtOnce = 200;
/** Milliseconds for which one waits to be asked, so that there is time for the answer: clients wait for ten seconds. */
const longestWait = 5000;
/** Milliseconds after which a question without an answer counts no more: its client has gone. */
const longestAnswer = 10000;
const tooSlow = (hook) => createHint(`${hook} has had no answer for ten seconds: its client waits no longer, and asks again; cache what it looks up, or throw sooner`);
/** For all who ask the same hooks. */
const createSlowHints = () => ({ authenticate: tooSlow('authenticate'), authorize: tooSlow('authorize') });
/**
 * Asks the application no more than it can answer in time. When all come back at once, and whoever waits in vain comes again, it would
 * answer those who have gone, and in the end nobody else.
 * @param hints - tell the operator, once, of a hook that is too slow
 * @param now - milliseconds on a clock that never goes back
 */
function createQuestions(hints = createSlowHints(), now = () => performance.now()) {
    /** Since when, in that order. */
    const underWay = new Map();
    /** Since when a client waits for the answers to a request. */
    const waits = new WeakMap();
    const waiting = new Set();
    function isFull() {
        for (const [question, since] of underWay) {
            if (now() - since < longestAnswer)
                break;
            underWay.delete(question);
            hints[question.hook]();
        }
        return underWay.size >= mostAtOnce;
    }
    function next() {
        for (const one of waiting) {
            const late = now() - one.since > longestWait;
            if (!late && isFull())
                return;
            waiting.delete(one);
            one.go(late);
        }
    }
    /** @throws EnckeError `busy` - it was not asked: too many were before it, or there is nobody left */
    return async function inTime(exchange, hook, ask) {
        const question = { hook };
        const began = waits.get(exchange) ?? now();
        waits.set(exchange, began);
        next();
        if (waiting.size || isFull()) {
            await new Promise((resolve, reject) => {
                const go = (late) => {
                    if (late || exchange.isOver())
                        return reject(new EnckeError('busy', 'the application has no answer in time'));
                    underWay.set(question, now());
                    resolve();
                };
                waiting.add({ since: now(), go });
            });
        }
        else
            underWay.set(question, now());
        try {
            return await ask();
        }
        finally {
            underWay.delete(question);
            if (now() - began >= longestAnswer)
                hints[hook]();
            next();
        }
    };
}

export { createQuestions, createSlowHints };
//# sourceMappingURL=questions.js.map
