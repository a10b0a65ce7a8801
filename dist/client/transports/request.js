import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { createFrameReader } from './frames.js';
import { createPipe } from './pipe.js';

/** Takes the answer as one frame, when it is complete. */
function wholeReader({ frame, alive }) {
    let whole = '';
    return {
        read(piece) {
            whole += piece;
            alive();
        },
        end: () => frame(whole),
    };
}
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
    if (target.crossOrigin && !('withCredentials' in XMLHttpRequest.prototype)) {
        return 'no XMLHttpRequest to other origins';
    }
    return blockedBy(target, 'connect-src');
}
/** One POST, by whatever there is, whose answer counts when it is complete. */
function request(target, batch, inlet) {
    return post(target, batch, inlet, noXhr(target) ? viaFetch : viaXhr, wholeReader);
}
/** One POST. */
function post(target, batch, inlet, send, createReader) {
    const pipe = createPipe(inlet, () => abort());
    const reader = createReader(pipe);
    let refusal = '';
    const abort = send(target, body(target, batch), {
        read(status, piece) {
            try {
                if (status !== 200)
                    refusal += piece;
                else if (pipe.open)
                    reader.read(piece);
            }
            catch (error) {
                pipe.closed(error);
            }
        },
        done(status) {
            if (status === 200) {
                reader.end();
                return pipe.closed();
            }
            const code = status === 413 ? 'too-large' : 'network';
            pipe.closed(new EnckeError(code, `HTTP ${status}: ${refusal.slice(0, 200) || 'no answer'}`));
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
    const read = () => {
        const { responseText, status } = xhr;
        if (status)
            answer.read(status, responseText.slice(seen));
        seen = responseText.length;
    };
    xhr.open('POST', target.url);
    xhr.withCredentials = target.credentials;
    xhr.setRequestHeader('Content-Type', type);
    xhr.onprogress = read;
    xhr.onload = () => {
        read();
        answer.done(xhr.status);
    };
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
        .then(async ({ status, body }) => {
        const reader = body.getReader();
        const decoder = new TextDecoder();
        for (let done = false; !done;) {
            const piece = await reader.read();
            done = piece.done;
            answer.read(status, decoder.decode(piece.value, { stream: !done }));
        }
        answer.done(status);
    })
        // That a policy forbids it is told a task later.
        .catch((cause) => target.environment.setTimeout(() => answer.failed(cause), 0));
    return () => abort.abort();
};

export { blockedBy, lineReader, noRequests, noXhr, post, request, viaFetch, viaXhr };
//# sourceMappingURL=request.js.map
