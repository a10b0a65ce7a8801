import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { afterLoad } from '../environment.js';
import { longestUrl, withQuery } from '../url.js';
import { createPipe } from './pipe.js';
import { blockedBy } from './request.js';

/** Script elements whose address holds the messages and whose script calls back with the answer: no CORS, no XHR. */
function callbackPolling() {
    return {
        name: 'callback-polling',
        connectionType: 'callback-polling',
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
function send(target, batch, inlet) {
    const { environment, url } = target;
    const room = longestUrl - url.length - 120;
    const fits = (text) => `${new URLSearchParams({ message: text })}`.length <= room;
    const texts = portions(batch, (some) => fits(encode(some))).map(encode);
    const elements = [];
    const pipe = createPipe(inlet, () => {
        for (const element of elements)
            element.remove();
    });
    function next() {
        const text = texts.shift();
        if (!pipe.open)
            return;
        if (!text)
            return pipe.closed();
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
            elements.push(script(target, { message: piece.join(''), ...parts }, answered, pipe.closed));
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
 */
function script(target, parameters, answered, failed) {
    const { document, secret } = target.environment;
    const page = document.defaultView;
    const callback = `encke_${secret().replace(/-/g, '_')}`;
    const url = withQuery(target.url, { ...parameters, jsonp: callback, text: '1' });
    const element = document.createElement('script');
    const finish = (error) => {
        delete page[callback];
        element.remove();
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
