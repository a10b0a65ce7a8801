import { encode } from '../encoded.js';
import { commonHeaders } from './held.js';

/** A link whose answer does not end. */
class StreamingLink {
    /** @param before - answers to what came in the same request */
    constructor(response, { headers, prelude, padding, frame, end = '', heartbeat = Number.POSITIVE_INFINITY }, { hold, pad }, before, wear, now) {
        this.response = response;
        this.wear = wear;
        this.now = now;
        this.kind = 'stream';
        this.written = 0;
        this.characters = 0;
        this.hold = Math.min(hold, heartbeat);
        this.wornAt = now() + wear.age * (0.8 + Math.random() * 0.2);
        this.frame = frame;
        this.last = end;
        response.writeHead(200, {
            ...commonHeaders,
            ...headers,
            'Cache-Control': 'no-cache, no-store, no-transform',
            'X-Accel-Buffering': 'no',
        });
        this.first = prelude + (pad ? padding(pad) : '') + (before.length ? this.framed(before) : '');
    }
    get worn() {
        return this.characters > this.wear.characters || this.now() > this.wornAt;
    }
    framed(batch) {
        this.written++;
        return this.frame(encode(batch), batch);
    }
    write(batch) {
        const text = this.first + this.framed(batch);
        this.first = '';
        this.characters += text.length;
        return this.response.write(text);
    }
    end(batch) {
        if (this.response.writableEnded)
            return;
        this.response.end(this.first + (batch.length ? this.framed(batch) : '') + this.last);
    }
}

export { StreamingLink };
//# sourceMappingURL=streaming.js.map
