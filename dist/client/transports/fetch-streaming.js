import { request, post, blockedBy, lineReader, viaFetch } from './request.js';

/** A POST whose endless answer is read as it comes, and let go: one JSON array of messages a line. */
function fetchStreaming() {
    return {
        name: 'fetch-streaming',
        kind: 'stream',
        unusable: noFetchStreams,
        open: (target, first, inlet) => post(target, first, inlet, viaFetch, lineReader),
        post: request,
    };
}
/** Why the body of an answer cannot be read as it comes. */
function noFetchStreams(target) {
    const { fetch, ReadableStream } = target.environment;
    return fetch && ReadableStream ? blockedBy(target, 'connect-src') : 'fetch does not stream';
}

export { fetchStreaming, noFetchStreams };
//# sourceMappingURL=fetch-streaming.js.map
