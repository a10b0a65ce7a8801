import { createFrameReader } from './frames.js';
import { request, noXhr } from './request.js';

/** A POST whose endless answer is read while it grows: one JSON array of messages a line. */
function xhrStreaming() {
    return {
        name: 'xhr-streaming',
        connectionType: 'http-streaming',
        polls: false,
        unusable: noXhr,
        open: (target, first, inlet) => request(target, first, inlet, ({ frame, alive }) => createFrameReader(frame, alive)),
        post: request,
    };
}

export { xhrStreaming };
//# sourceMappingURL=xhr-streaming.js.map
