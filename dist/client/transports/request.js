import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { longestFrame } from './frames.js';
import { createPipe } from './pipe.js';

function blockedBy({ environment, url }, ...directives) {
    const directive = environment.blocked(new URL(url).origin, [...directives, 'default-src']);
    return directive && `the page's Content-Security-Policy forbids it: ${directive}`;
}
/** What a browser may lack. */
const lacking = ({ environment }, name) => environment[name] ? undefined : `no ${name}`;
/** Why requests that read their answer cannot be made. */
function noRequests(target) {
    return target.environment.fetch ? blockedBy(target, 'connect-src') : noXhr(target);
}
const noXhr = (target) => lacking(target, 'XMLHttpRequest') ?? blockedBy(target, 'connect-src');
/** One POST, by whatever there is, whose answer counts when it is complete. */
function request(target, batch, inlet) {
    return post(target, batch, inlet, noXhr(target) ? viaFetch : viaXhr);
}
/**
 * One POST.
 * @param createReader - of an answer that is read while it grows; without it, all of it is one frame
 */
function post(target, batch, inlet, send, createReader) {
    const pipe = createPipe(inlet, () => abort());
    const reader = createReader?.(pipe);
    const abort = send(target, body(target, batch), (status, take, over, cause) => {
        if (status !== 200) {
            if (!over || !pipe.open)
                return;
            // A firewall may have something against what is in it, each with a number of its own.
            const code = status === 413 ? 'too-large' : /40[0356]|501/.test(`${status}`) ? 'malformed' : 'network';
            const reason = status ? `HTTP ${status}: ${take().slice(0, 200) || 'no answer'}` : `POST ${target.url} failed`;
            return pipe.closed(new EnckeError(code, reason, cause));
        }
        // Its last line may lack the line end.
        if (reader)
            reader(over ? `${take()}\n` : take());
        // Hot: what is read when it is complete is not looked at before.
        else if (over)
            pipe.frame(take());
        else
            pipe.alive();
        if (over)
            pipe.closed();
    });
    return pipe;
}
/** What a page may send to another origin without asking first, every Bayeux server takes (Bayeux 1.0, section 6.3). */
function body({ crossOrigin }, batch) {
    const text = encode(batch);
    return crossOrigin
        ? { type: 'application/x-www-form-urlencoded', text: `message=${encodeURIComponent(text)}` }
        : { type: 'application/json', text };
}
/** Of an answer that may never end, with no line of it complete. */
const tooLong = () => new EnckeError('too-large', `a frame longer than ${longestFrame} characters`);
const viaXhr = (target, { type, text }, heard) => {
    const xhr = new target.environment.XMLHttpRequest();
    let seen = 0;
    function take() {
        const { responseText } = xhr;
        const piece = responseText.slice(seen);
        seen = responseText.length;
        return piece;
    }
    xhr.open('POST', target.url);
    xhr.withCredentials = target.credentials;
    xhr.setRequestHeader('Content-Type', type);
    xhr.onprogress = ({ loaded }) => loaded > longestFrame ? heard(0, take, true, tooLong()) : heard(xhr.status, take, false);
    xhr.onload = () => heard(xhr.status, take, true);
    // The user may stop whatever the page loads. Where a click brings a download, Firefox stops it and tells only that it ended.
    xhr.onerror = xhr.onabort = xhr.onloadend = () => heard(0, take, true);
    xhr.send(text);
    return () => xhr.abort();
};
const viaFetch = (target, { type, text }, heard) => {
    const abort = new AbortController();
    const { fetch, setTimeout } = target.environment;
    let waiting = '';
    // That a policy forbids it is told a task later.
    const failed = (cause) => setTimeout(() => heard(0, take, true, cause), 0);
    function take() {
        const piece = waiting;
        waiting = '';
        return piece;
    }
    fetch(target.url, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: text,
        credentials: target.credentials ? 'include' : 'same-origin',
        signal: abort.signal,
    })
        .then(({ status, body }) => {
        const reader = body.getReader();
        const decoder = new TextDecoder();
        function next() {
            reader
                .read()
                .then(({ done, value }) => {
                waiting += decoder.decode(value, { stream: !done });
                if (waiting.length > longestFrame)
                    throw tooLong();
                heard(status, take, done);
                if (!done)
                    next();
            })
                .catch(failed);
        }
        next();
    })
        .catch(failed);
    return () => abort.abort();
};

export { blockedBy, lacking, noRequests, noXhr, post, request, viaFetch, viaXhr };
//# sourceMappingURL=request.js.map
