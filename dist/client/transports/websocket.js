import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { createPipe } from './pipe.js';
import { request, lacking, blockedBy } from './request.js';

/** Most characters that the request gains. */
const longest = 4096;
/** A WebSocket (RFC 6455): one JSON array of messages a text frame, both ways. */
function websocket() {
    /** Whether a join may ride in the opening request. What has brought nothing is done the other way the next time. */
    let early = true;
    /** How often in a row only that other way has worked. Twice is no accident. */
    let strikes = 0;
    return {
        name: 'websocket',
        kind: 'duplex',
        unusable: (target) => lacking(target, 'WebSocket') ?? blockedBy({ ...target, url: socketUrl(target.url) }, 'connect-src'),
        open(target, first, inlet) {
            const text = encode(first);
            const offer = early ? offerOf(first, text) : [];
            const socket = new target.environment.WebSocket(socketUrl(target.url), offer);
            const pipe = createPipe(inlet, () => {
                if (!pipe.received)
                    early = !offer.length;
                else if (offer.length)
                    strikes = 0;
                else if (!early)
                    early = ++strikes < 2;
                socket.close();
            });
            let waiting = [text];
            socket.onopen = () => {
                // What was offered and not chosen has not been heard, either: who wraps WebSocket may forget it.
                for (const text of waiting.slice(socket.protocol ? 1 : 0))
                    socket.send(text);
                waiting = undefined;
            };
            socket.onmessage = ({ data }) => pipe.frame(String(data));
            // Of a socket that the page's policy forbids, Chromium tells by an error only.
            socket.onclose = socket.onerror = ({ code = 1006, reason = '' }) => {
                const when = waiting ? 'was not opened' : 'was closed';
                // A server that stops says so: that is an end in good order (RFC 6455, section 7.4.1).
                pipe.closed(code === 1001 ? undefined : new EnckeError('network', `the socket ${when}: ${code} ${reason}`));
            };
            return Object.assign(pipe, {
                send(batch) {
                    const text = encode(batch);
                    if (waiting)
                        waiting.push(text);
                    else
                        socket.send(text);
                },
            });
        },
        post: request,
    };
}
/**
 * To a server of ours that knows the session, the join is told in the request itself, which saves a round trip: as a
 * subprotocol (RFC 6455, section 1.9), the one header that a page can set. Another server might turn the socket down for it.
 */
function offerOf([join], text) {
    const { clientId, ext } = join;
    const token = encodeURIComponent(text).replace(/[()]/g, escape);
    return clientId && ext?.encke && token.length < longest ? ['encke', `encke.${token}`] : [];
}
const socketUrl = (url) => url.replace(/^http/, 'ws');

export { websocket };
//# sourceMappingURL=websocket.js.map
