import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { withQuery, longestUrl } from '../url.js';
import { createPipe } from './pipe.js';
import { request, lacking, noRequests } from './request.js';

/**
 * Server-sent events (HTML Standard, section 9.2): one JSON array of messages an event. The join rides in the address; a
 * long one is posted first. A plain Bayeux server is taken to have Faye's form: the stream of a client lies below the
 * endpoint, and its connects are posted. The answer to the first one says nothing of the stream, and is heard when that is open.
 */
function eventsource() {
    return {
        name: 'eventsource',
        kind: 'stream',
        unusable: (target) => lacking(target, 'EventSource') ?? noRequests(target),
        open(target, first, inlet) {
            const { environment } = target;
            const { EventSource, secret } = environment;
            const [{ clientId, ext }] = first;
            let source;
            let posted;
            const pipe = createPipe(inlet, () => {
                source?.close();
                posted?.close();
            });
            function listen(url, opened = null) {
                if (!pipe.open)
                    return;
                source = new EventSource(url, { withCredentials: target.credentials });
                source.onopen = opened;
                /** What has come, until it is known whether it came together with the end: each event is a task of its own. */
                let first = [];
                // An empty event is the end in good order: the browser itself knows of none.
                const heard = (data) => (data ? pipe.frame(data) : pipe.closed());
                function flush() {
                    const events = first ?? [];
                    first = undefined;
                    for (const event of events)
                        heard(event);
                }
                source.onmessage = ({ data }) => {
                    if (!first)
                        return heard(data);
                    pipe.alive();
                    if (first.push(data) === 1)
                        environment.setTimeout(flush, 0);
                };
                source.onerror = () => {
                    // In WebKit one that was closed as its page was left comes back with the page: it tells so first.
                    source?.close();
                    flush();
                    pipe.closed(new EnckeError('network', 'the event stream broke'));
                };
            }
            function postFirst(url, messages, then = () => { }) {
                const closed = (error) => (error ? pipe.closed(error) : then());
                posted = request({ ...target, url }, first, { messages, alive() { }, closed });
            }
            const address = withQuery(target.url, { message: encode(first) });
            const name = secret();
            if (clientId && !ext) {
                let opened = () => { };
                const open = new Promise((resolve) => (opened = resolve));
                postFirst(target.url, (batch) => open.then(() => inlet.messages(batch)));
                listen(target.url.replace(/(\?.*)?$/, `/${clientId}$1`), opened);
            }
            else if (address.length <= longestUrl) {
                listen(address);
            }
            else {
                postFirst(withQuery(target.url, { keep: name }), () => { }, () => listen(withQuery(target.url, { kept: name })));
            }
            return pipe;
        },
        post: request,
    };
}

export { eventsource };
//# sourceMappingURL=eventsource.js.map
