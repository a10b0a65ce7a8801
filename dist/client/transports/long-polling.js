import { request, noRequests } from './request.js';

/** A POST that the server answers when it has something to say, or has held it for long enough. */
function longPolling() {
    return {
        name: 'long-polling',
        kind: 'poll',
        unusable: noRequests,
        open: request,
        post: request,
    };
}

export { longPolling };
//# sourceMappingURL=long-polling.js.map
