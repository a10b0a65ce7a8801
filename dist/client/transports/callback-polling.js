import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { afterLoad } from '../environment.js';
import { blockedBy, guard } from './request.js';

/** Longest address, in characters, that every browser, proxy and server takes. */
const longestUrl = 2000;
/** Script elements whose address holds the messages and whose script calls back with the answer: no CORS, no XHR. */
function callbackPolling() {
    return {
        name: 'callback-polling',
        connectionType: 'callback-polling',
        polls: true,
        unusable(target) {
            if (!target.environment.document)
                return 'no document to put script elements in';
            return blockedBy(target, 'script-src', 'script-src-elem', 'require-trusted-types-for');
        },
        open: send,
        post: send,
    };
}
/** Sends in as many requests as the longest address asks for, one after the other, and splits no message that fits. */
function send(target, batch, inlet) {
    const room = longestUrl - target.url.length - 120;
    const groups = group(batch, room);
    const guarded = guard(inlet);
    const running = [];
    const next = () => {
        const text = groups.shift();
        if (text === undefined)
            return guarded.closed();
        const pieces = split(text, room);
        const request = target.environment.secret();
        let waiting = pieces.length;
        for (const [part, message] of pieces.entries()) {
            const parts = pieces.length > 1 && { request, part: String(part), of: String(pieces.length) };
            const answered = (answer) => {
                guarded.frame(answer);
                if (--waiting === 0 && guarded.open)
                    next();
            };
            running.push(script(target, { message, ...parts }, answered, guarded.closed));
        }
    };
    running.push(afterLoad(target.environment, next));
    return {
        close() {
            guarded.mute();
            for (const cancel of running)
                cancel();
        },
    };
}
/** Puts neighbours together as long as they fit. */
function group(batch, room) {
    const groups = [];
    for (const message of batch) {
        const joined = [...(groups[groups.length - 1] ?? []), message];
        if (joined.length > 1 && encodeURIComponent(encode(joined)).length <= room)
            groups.pop();
        else
            joined.splice(0, joined.length - 1);
        groups.push(joined);
    }
    return groups.map(encode);
}
/** Cuts a text into pieces that fit, between characters. */
function split(text, room) {
    if (encodeURIComponent(text).length <= room)
        return [text];
    const pieces = [];
    let piece = '';
    let length = 0;
    for (const character of text) {
        const more = encodeURIComponent(character).length;
        if (length + more > room) {
            pieces.push(piece);
            piece = '';
            length = 0;
        }
        piece += character;
        length += more;
    }
    return [...pieces, piece];
}
/**
 * One request by script element. The name of the callback is random, and gone when it has been called.
 * Returns how to forget it: a script that is on its way still arrives, and then finds a function that does nothing.
 */
function script(target, parameters, answered, failed) {
    const { document, secret } = target.environment;
    const page = document.defaultView;
    const callback = `encke_${secret().replace(/-/g, '_')}`;
    const element = document.createElement('script');
    let called = false;
    const forget = () => {
        page[callback] = () => delete page[callback];
        element.remove();
    };
    page[callback] = (answer) => {
        called = true;
        delete page[callback];
        element.remove();
        answered(typeof answer === 'string' ? answer : JSON.stringify(answer));
    };
    element.onload = () => {
        if (called)
            return;
        forget();
        failed(new EnckeError('malformed', 'the answer was no script that calls back (a login page or a proxy in between?)'));
    };
    element.onerror = () => {
        forget();
        failed(new EnckeError('network', blockedBy(target, 'script-src', 'script-src-elem') ?? 'the script did not load'));
    };
    if (target.nonce)
        element.nonce = target.nonce;
    element.async = true;
    const query = Object.entries({ ...parameters, jsonp: callback, text: '1' });
    const url = `${target.url}${target.url.includes('?') ? '&' : '?'}${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
    try {
        element.src = (target.scriptURL ? target.scriptURL(url) : url);
        document.head.append(element);
    }
    catch (error) {
        // Trusted Types refuse a plain string (field: `script.src` throws) unless a policy made it.
        target.environment.setTimeout(() => {
            forget();
            failed(new EnckeError('blocked', 'Trusted Types forbid the script; pass connect() a scriptURL policy', error));
        }, 0);
    }
    return () => {
        if (!called)
            forget();
    };
}

export { callbackPolling };
//# sourceMappingURL=callback-polling.js.map
