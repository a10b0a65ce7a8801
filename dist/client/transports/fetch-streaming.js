import { createLineReader } from './frames.js';
import { request, post, lacking, blockedBy, viaFetch } from './request.js';

/** A POST whose endless answer is read as it comes, and let go: one JSON array of messages a line. */
function fetchStreaming() {
    return {
        name: 'fetch-streaming',
        kind: 'stream',
        unusable: noFetchStreams,
        open: (target, first, inlet) => post(target, first, inlet, viaFetch, createLineReader),
        post: request,
    };
}
/** Why the body of an answer cannot be read as it comes. */
function noFetchStreams(target) {
    return lacking(target, 'fetch') ?? lacking(target, 'ReadableStream') ?? blockedBy(target, 'connect-src');
}

export { fetchStreaming, noFetchStreams };
//# sourceMappingURL=fetch-streaming.js.map
