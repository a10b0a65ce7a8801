import { encode } from '../../protocol/batch.js';

/** What outlives its page: one request, whose answer nobody hears. Of too much for a browser goes what comes first. */
function post({ environment, url }, batch) {
    for (let size = batch.length; size && environment.beacon(url, encode(batch.slice(0, size))) === false;)
        size >>= 1;
    return { close() { } };
}
const beacon = {
    ...{ name: 'beacon', connectionType: '', kind: 'poll' },
    unusable: () => undefined,
    open: post,
    post,
};

export { beacon };
//# sourceMappingURL=beacon.js.map
