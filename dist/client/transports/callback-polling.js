import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { afterLoad } from '../environment.js';
import { longestUrl, withQuery } from '../url.js';
import { createPipe } from './pipe.js';
import { lacking, blockedBy } from './request.js';

/**
 * Most scripts of one link that load, with those that were left while their answers are still awaited: no browser stops
 * loading one whose element is removed, and each keeps one of the six connections to a host.
 */
const most = 3;
/** Characters that a portion may have beyond its share: the parameter's name, and the part of a character. */
const spare = 32;
/** Script elements whose address holds the messages and whose script calls back with the answer: no CORS, no XHR. */
function callbackPolling() {
    const left = new Set();
    const send = (target, batch, inlet) => sendBy(left, target, batch, inlet);
    return {
        name: 'callback-polling',
        kind: 'poll',
        unusable(target) {
            const { environment, scriptURL } = target;
            if (!scriptURL && environment.blocked('', ['require-trusted-types-for']))
                return untrusted;
            return lacking(target, 'document') ?? blockedBy(target, 'script-src', 'script-src-elem');
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
    const room = longestUrl - url.length - 120 - spare;
    const sharesOf = (text) => Math.ceil((`${new URLSearchParams({ message: text })}`.length - spare) / room);
    const texts = portions(batch, (some) => sharesOf(encode(some))).map(encode);
    const awaited = new Set();
    const pipe = createPipe(inlet, () => {
        for (const element of awaited) {
            element.remove();
            left.add(element);
        }
    });
    function over(element) {
        awaited.delete(element);
        left.delete(element);
    }
    function next() {
        const text = texts.shift();
        if (!text)
            return pipe.closed();
        const pieces = portions([...text], (some) => sharesOf(some.join('')));
        const request = environment.secret();
        let part = 0;
        let missing = pieces.length;
        const answered = (answer) => {
            pipe.frame(answer);
            if (--missing)
                load();
            else
                next();
        };
        function load() {
            while (pipe.open && part < pieces.length && awaited.size + left.size < most) {
                const parts = pieces.length > 1 && { request, part: `${part}`, of: `${pieces.length}` };
                const message = pieces[part++].join('');
                awaited.add(script(target, { message, ...parts }, answered, pipe.closed, over));
            }
            if (!awaited.size)
                pipe.closed(new EnckeError('network', `${left.size} scripts of before have had no answer yet`));
        }
        load();
    }
    afterLoad(environment, next);
    return pipe;
}
/** Splits a list evenly into as many portions as it needs, until each of them needs no more or is a single item. */
function portions(list, needs) {
    const { length } = list;
    const count = Math.min(length, needs(list));
    if (count < 2)
        return [list];
    const portion = (index) => list.slice((index * length) / count, ((index + 1) * length) / count);
    const all = [];
    for (let index = 0; index < count; index++)
        all.push(...portions(portion(index), needs));
    return all;
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
        answered(typeof answer === 'string' ? answer : String(JSON.stringify(answer)));
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
