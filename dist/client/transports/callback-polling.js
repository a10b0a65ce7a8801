import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { afterLoad } from '../environment.js';
import { longestUrl, withQuery } from '../url.js';
import { createPipe } from './pipe.js';
import { blockedBy } from './request.js';

/**
 * Most scripts that are left while their answers are still awaited: no browser stops loading one whose element is removed,
 * and each keeps one of the six connections to a host.
 */
const mostLeft = 3;
/** Script elements whose address holds the messages and whose script calls back with the answer: no CORS, no XHR. */
function callbackPolling() {
    const left = new Set();
    const send = (target, batch, inlet) => sendBy(left, target, batch, inlet);
    return {
        name: 'callback-polling',
        kind: 'poll',
        unusable(target) {
            const { environment, scriptURL } = target;
            if (!environment.document)
                return 'no document for a script';
            if (!scriptURL && environment.blocked('', ['require-trusted-types-for']))
                return untrusted;
            return blockedBy(target, 'script-src', 'script-src-elem');
        },
        open: send,
        post: send,
    };
}
/** A plain string is refused, unless a policy of the page made the address of it. */
const untrusted = 'Trusted Types (require-trusted-types-for) forbid the script: pass a scriptURL';
/** Sends in as many requests as the longest address asks for, one after the other, and splits no message that fits. */
function sendBy(left, target, batch, inlet) {
    const { environment, url } = target;
    const room = longestUrl - url.length - 120;
    const fits = (text) => `${new URLSearchParams({ message: text })}`.length <= room;
    const texts = portions(batch, (some) => fits(encode(some))).map(encode);
    const awaited = new Set();
    const pipe = createPipe(inlet, () => {
        for (const element of awaited) {
            element.remove();
            left.add(element);
        }
    });
    function next() {
        const text = texts.shift();
        if (!pipe.open)
            return;
        if (!text)
            return pipe.closed();
        if (left.size >= mostLeft)
            return pipe.closed(new EnckeError('network', `${left.size} scripts of before have had no answer yet`));
        const pieces = portions([...text], (some) => fits(some.join('')));
        const request = environment.secret();
        let missing = pieces.length;
        for (const [part, piece] of pieces.entries()) {
            const parts = pieces.length > 1 && { request, part: `${part}`, of: `${pieces.length}` };
            const answered = (answer) => {
                pipe.frame(answer);
                if (--missing === 0)
                    next();
            };
            const over = (element) => {
                awaited.delete(element);
                left.delete(element);
            };
            awaited.add(script(target, { message: piece.join(''), ...parts }, answered, pipe.closed, over));
        }
    }
    afterLoad(environment, next);
    return pipe;
}
/** Halves a list until each portion fits or is a single item. */
function portions(list, fits) {
    const middle = list.length >> 1;
    if (!middle || fits(list))
        return [list];
    return [...portions(list.slice(0, middle), fits), ...portions(list.slice(middle), fits)];
}
/**
 * One request by script element. The name of the callback is random, and gone when it has been called. A script whose
 * element was removed may still arrive.
 * @param over - the browser has done with it
 */
function script(target, parameters, answered, failed, over) {
    const { document, secret } = target.environment;
    const page = document.defaultView;
    const callback = `encke_${secret().replace(/-/g, '_')}`;
    const url = withQuery(target.url, { ...parameters, jsonp: callback, text: '1' });
    const element = document.createElement('script');
    const finish = (error) => {
        delete page[callback];
        element.remove();
        over(element);
        if (error)
            failed(error);
    };
    page[callback] = (answer) => {
        finish();
        answered(typeof answer === 'string' ? answer : JSON.stringify(answer));
    };
    element.onload = () => {
        if (callback in page)
            finish(new EnckeError('malformed', 'not a script that calls back but perhaps a web page'));
    };
    element.onerror = () => {
        finish(new EnckeError('network', 'the script did not load'));
    };
    if (target.nonce)
        element.nonce = target.nonce;
    element.async = true;
    try {
        element.src = (target.scriptURL ? target.scriptURL(url) : url);
        document.head.append(element);
    }
    catch (error) {
        finish(new EnckeError('blocked', untrusted, error));
    }
    return element;
}

export { callbackPolling };
//# sourceMappingURL=callback-polling.js.map
