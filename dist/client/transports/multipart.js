import { noFetchStreams } from './fetch-streaming.js';
import { createLineReader } from './frames.js';
import { request, post, viaFetch } from './request.js';

/** A POST with an endless answer of many parts (RFC 2046, section 5.1), each one batch: some gateways let nothing else through. */
function multipart() {
    return {
        name: 'multipart',
        kind: 'stream',
        unusable: noFetchStreams,
        open: (target, first, inlet) => post(target, first, inlet, viaFetch, (pipe) => createLineReader({ ...pipe, frame: (line) => line.startsWith('[') && pipe.frame(line) })),
        post: request,
    };
}

export { multipart };
//# sourceMappingURL=multipart.js.map
