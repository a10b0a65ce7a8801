import { decode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';

/** How much of a body that is too large is still read, so that the client gets to read the answer. */
const patience = 8;
const bodyIsGone = 'the body was read before encke.handle() got the request: call that before whatever parses bodies';
function tooLarge(limit) {
    return new EnckeError('too-large', `longer than the limit of ${limit}`);
}
const nothing = Buffer.alloc(0);
function grown(buffer, size) {
    const larger = Buffer.allocUnsafe(size);
    buffer.copy(larger);
    return larger;
}
/**
 * The whole body as text, decoded only when it is complete, so that a character may be cut anywhere. Chunks may
 * be a byte each: they are put together as they come.
 * @param limit - most bytes
 * @throws EnckeError `too-large` | `network`; `bad-option` when somebody else has read it
 */
function readBody(request, limit) {
    return new Promise((resolve, reject) => {
        if (request.readableEnded)
            return reject(new EnckeError('bad-option', bodyIsGone));
        let body = nothing;
        let length = 0;
        function take(chunk) {
            // Text, when somebody has set an encoding.
            const bytes = typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding) : chunk;
            const start = length;
            length += bytes.length;
            if (length > limit)
                body = nothing;
            else {
                if (length > body.length)
                    body = grown(body, Math.min(limit, Math.max(length, 2 * body.length)));
                bytes.copy(body, start);
            }
            if (length > limit * patience)
                request.destroy();
        }
        function end() {
            stop();
            if (length > limit)
                reject(tooLarge(limit));
            else
                resolve(body.toString('utf8', 0, length));
        }
        function cut() {
            stop();
            reject(new EnckeError(length > limit ? 'too-large' : 'network', 'the request was cut'));
        }
        /** The request lives on with its answer, and its listeners with it: by what they settle, they keep the body. */
        const stop = () => request.off('data', take).off('end', end).off('close', cut);
        request.on('data', take).on('end', end).on('close', cut);
    });
}
/**
 * The messages of a request body: JSON, or a form with one or more `message` fields (Bayeux 1.0, section 6.3.1), in
 * whatever content type they come: pages of other origins may send plain text without asking first.
 * @throws EnckeError `malformed`
 */
function parseBody(text) {
    if (!/^\s*message=/.test(text))
        return decode(text);
    return new URLSearchParams(text.trim()).getAll('message').flatMap((field) => decode(field));
}

export { parseBody, patience, readBody, tooLarge };
//# sourceMappingURL=body.js.map
