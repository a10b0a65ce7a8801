import { encode } from '../../protocol/batch.js';
import { commonHeaders } from './held.js';

/**
 * A link whose answer does not end.
 * @param before - answers to what came in the same request
 */
function streamingLink(response, framing, { hold, pad }, before, wear, now) {
    const wornAt = now() + wear.age * (0.8 + Math.random() * 0.2);
    let characters = 0;
    let written = 0;
    response.writeHead(200, {
        ...commonHeaders,
        ...framing.headers,
        'Cache-Control': 'no-cache, no-store, no-transform',
        'X-Accel-Buffering': 'no',
    });
    const frame = (batch) => {
        written++;
        return framing.frame(encode(batch), batch);
    };
    let first = framing.prelude + (pad ? framing.padding(pad) : '') + (before.length ? frame(before) : '');
    return {
        kind: 'stream',
        hold: Math.min(hold, framing.heartbeat ?? hold),
        get worn() {
            return characters > wear.characters || now() > wornAt;
        },
        get written() {
            return written;
        },
        write(batch) {
            const text = first + frame(batch);
            first = '';
            characters += text.length;
            return response.write(text);
        },
        end(batch) {
            if (response.writableEnded)
                return;
            response.end(first + (batch.length ? frame(batch) : '') + (framing.end ?? ''));
        },
    };
}

export { streamingLink };
//# sourceMappingURL=streaming.js.map
