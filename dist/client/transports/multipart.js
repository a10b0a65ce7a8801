import { noFetchStreams } from './fetch-streaming.js';
import { createFrameReader } from './frames.js';
import { request, post, viaFetch } from './request.js';

/** A POST with an endless answer of many parts (RFC 2046, section 5.1), each one batch: what some gateways let through. */
function multipart() {
    return {
        name: 'multipart',
        kind: 'stream',
        unusable: noFetchStreams,
        open: (target, first, inlet) => post(target, first, inlet, viaFetch, ({ frame, alive }) => createFrameReader((line) => line.startsWith('[') && frame(line), alive)),
        post: request,
    };
}

export { multipart };
//# sourceMappingURL=multipart.js.map
