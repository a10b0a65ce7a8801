import { roomOfStreams } from '../link.js';
import { encode } from '../sessions/frames.js';
import { commonHeaders } from './held.js';

/** Characters of a stream that a browser may well keep until its end. */
const keptByBrowsers = 131072;
/** A link whose answer does not end. */
class StreamingLink {
    constructor({ response, before }, { headers, prelude, padding, frame, end, kept }, { hold, pad, brief }, wear, now) {
        this.now = now;
        this.written = 0;
        this.characters = 0;
        this.response = response;
        this.kind = brief ? 'poll' : 'stream';
        this.hold = hold;
        this.most = wear.characters ?? kept ?? Number.POSITIVE_INFINITY;
        // Streams that were opened at once, after a restart, are not followed at once.
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
    get room() {
        return roomOfStreams;
    }
    get worn() {
        return this.characters > this.most || this.now() > this.wornAt;
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
        this.response.end(this.first + (batch.length ? this.framed(batch) : '') + (this.last?.() ?? ''));
    }
}

export { StreamingLink, keptByBrowsers };
//# sourceMappingURL=streaming.js.map
