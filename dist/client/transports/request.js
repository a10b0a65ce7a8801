import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { createPipe } from './pipe.js';

/** Takes the answer as one frame, when it is complete. */
function wholeReader({ frame }) {
    let whole = '';
    return {
        read(text) {
            whole = text;
        },
        end: () => frame(whole),
    };
}
function blockedBy(target, ...directives) {
    const directive = target.environment.blocked(new URL(target.url).origin, [...directives, 'default-src']);
    return directive && `the page's Content-Security-Policy forbids it: ${directive}`;
}
/** Why requests that read their answer cannot be made. */
function noRequests(target) {
    const { XMLHttpRequest, fetch } = target.environment;
    if (fetch)
        return blockedBy(target, 'connect-src');
    return XMLHttpRequest ? noXhr(target) : 'neither XMLHttpRequest nor fetch';
}
function noXhr(target) {
    const { XMLHttpRequest } = target.environment;
    if (!XMLHttpRequest)
        return 'no XMLHttpRequest';
    if (target.crossOrigin && !('withCredentials' in XMLHttpRequest.prototype)) {
        return 'XMLHttpRequest does not reach other origins';
    }
    return blockedBy(target, 'connect-src');
}
/** One POST. */
function request(target, batch, inlet, createReader = wholeReader) {
    const pipe = createPipe(inlet, () => abort());
    const reader = createReader(pipe);
    function read(text) {
        try {
            if (pipe.open)
                reader.read(text);
        }
        catch (error) {
            pipe.closed(error);
        }
    }
    const abort = (noXhr(target) ? viaFetch : viaXhr)(target, body(target, batch), {
        read,
        done(status, text) {
            if (status === 200) {
                read(text);
                reader.end();
                return pipe.closed();
            }
            const code = status === 413 ? 'too-large' : 'network';
            pipe.closed(new EnckeError(code, `HTTP ${status}: ${text.slice(0, 200) || 'no answer'}`));
        },
        failed: (cause) => pipe.closed(new EnckeError('network', `POST ${target.url} failed`, cause)),
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
const viaXhr = (target, { type, text }, answer) => {
    const xhr = new target.environment.XMLHttpRequest();
    xhr.open('POST', target.url);
    xhr.withCredentials = target.credentials;
    xhr.setRequestHeader('Content-Type', type);
    xhr.onprogress = () => xhr.status === 200 && answer.read(xhr.responseText);
    xhr.onload = () => answer.done(xhr.status, xhr.responseText);
    xhr.onerror = () => answer.failed();
    xhr.send(text);
    return () => xhr.abort();
};
const viaFetch = (target, { type, text }, answer) => {
    const abort = new AbortController();
    const { fetch } = target.environment;
    fetch(target.url, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: text,
        credentials: target.credentials ? 'include' : 'same-origin',
        signal: abort.signal,
    })
        .then(async (response) => answer.done(response.status, await response.text()))
        .catch(answer.failed);
    return () => abort.abort();
};

export { blockedBy, noRequests, noXhr, request };
//# sourceMappingURL=request.js.map
