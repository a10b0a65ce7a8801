import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { createFrameReader } from './frames.js';
import { createPipe } from './pipe.js';

/** Takes each line as a frame, when it is there. */
const lineReader = ({ frame, alive }) => createFrameReader(frame, alive);
function blockedBy({ environment, url }, ...directives) {
    const directive = environment.blocked(new URL(url).origin, [...directives, 'default-src']);
    return directive && `the page's Content-Security-Policy forbids it: ${directive}`;
}
/** Why requests that read their answer cannot be made. */
function noRequests(target) {
    return target.environment.fetch ? blockedBy(target, 'connect-src') : noXhr(target);
}
function noXhr(target) {
    const { XMLHttpRequest } = target.environment;
    if (!XMLHttpRequest)
        return 'no XMLHttpRequest';
    // React Native and happy-dom have it on each object only.
    if (target.crossOrigin && !('withCredentials' in new XMLHttpRequest())) {
        return 'no XMLHttpRequest to other origins';
    }
    return blockedBy(target, 'connect-src');
}
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
    function read(status, take) {
        if (status !== 200 || !pipe.open)
            return;
        // Hot: what is read when it is complete is not looked at before.
        if (!reader)
            return pipe.alive();
        try {
            reader.read(take());
        }
        catch (error) {
            pipe.closed(error);
        }
    }
    const abort = send(target, body(target, batch), {
        read,
        done(status, take) {
            if (status === 200) {
                if (reader) {
                    read(status, take);
                    reader.end();
                }
                else
                    pipe.frame(take());
                return pipe.closed();
            }
            // A firewall may have something against what is in it.
            const code = status === 413 ? 'too-large' : status === 403 ? 'malformed' : 'network';
            pipe.closed(new EnckeError(code, `HTTP ${status}: ${take().slice(0, 200) || 'no answer'}`));
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
    xhr.onprogress = () => answer.read(xhr.status, take);
    xhr.onload = () => answer.done(xhr.status, take);
    // The user may stop whatever the page loads.
    xhr.onerror = xhr.onabort = () => answer.failed();
    xhr.send(text);
    return () => xhr.abort();
};
const viaFetch = (target, { type, text }, answer) => {
    const abort = new AbortController();
    const { fetch } = target.environment;
    let waiting = '';
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
        .then(async ({ status, body }) => {
        const reader = body.getReader();
        const decoder = new TextDecoder();
        for (let done = false; !done;) {
            const piece = await reader.read();
            done = piece.done;
            waiting += decoder.decode(piece.value, { stream: !done });
            answer.read(status, take);
        }
        answer.done(status, take);
    })
        // That a policy forbids it is told a task later.
        .catch((cause) => target.environment.setTimeout(() => answer.failed(cause), 0));
    return () => abort.abort();
};

export { blockedBy, lineReader, noRequests, noXhr, post, request, viaFetch, viaXhr };
//# sourceMappingURL=request.js.map
