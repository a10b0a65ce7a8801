import { createLineReader } from './frames.js';
import { request, noXhr, post, viaXhr } from './request.js';

/** A POST whose endless answer is read while it grows: one JSON array of messages a line. */
function xhrStreaming() {
    return {
        name: 'xhr-streaming',
        kind: 'stream',
        unusable: noXhr,
        open: (target, first, inlet) => post(target, first, inlet, viaXhr, createLineReader),
        post: request,
    };
}

export { xhrStreaming };
//# sourceMappingURL=xhr-streaming.js.map
