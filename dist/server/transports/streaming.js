import { encode } from '../../protocol/batch.js';
import { commonHeaders } from './held.js';

/**
 * A link whose answer does not end.
 * @param before - answers to what came in the same request
 */
function streamingLink(response, { headers, prelude, frame, end = '' }, hold, before, wear, now) {
    const wornAt = now() + wear.age * (0.8 + Math.random() * 0.2);
    let characters = 0;
    response.writeHead(200, {
        ...commonHeaders,
        ...headers,
        'Cache-Control': 'no-cache, no-store, no-transform',
        'X-Accel-Buffering': 'no',
    });
    const write = (text) => {
        characters += text.length;
        return response.write(text);
    };
    let first = before.length ? prelude + frame(encode(before)) : prelude;
    return {
        polls: false,
        hold,
        get worn() {
            return characters > wear.characters || now() > wornAt;
        },
        write(batch) {
            const text = first + frame(encode(batch));
            first = '';
            return write(text);
        },
        end(batch) {
            if (response.writableEnded)
                return;
            response.end(first + (batch.length ? frame(encode(batch)) : '') + end);
        },
    };
}

export { streamingLink };
//# sourceMappingURL=streaming.js.map
