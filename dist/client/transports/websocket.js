import { encode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { createPipe } from './pipe.js';
import { request, blockedAt } from './request.js';

/** A WebSocket (RFC 6455): one JSON array of messages a text frame, both ways. */
function websocket() {
    return {
        name: 'websocket',
        connectionType: 'websocket',
        kind: 'duplex',
        unusable(target) {
            return target.environment.WebSocket ? blockedAt(target, socketUrl(target.url), 'connect-src') : 'no WebSocket';
        },
        open(target, first, inlet) {
            const socket = new target.environment.WebSocket(socketUrl(target.url));
            const pipe = createPipe(inlet, () => socket.close());
            let waiting = [encode(first)];
            socket.onopen = () => {
                for (const text of waiting ?? [])
                    socket.send(text);
                waiting = undefined;
            };
            socket.onmessage = ({ data }) => pipe.frame(String(data));
            // Of a socket that the page's policy forbids, Chromium tells by an error only.
            socket.onclose = socket.onerror = ({ code = 1006, reason = '' }) => {
                const when = waiting ? 'was not opened' : 'was closed';
                pipe.closed(new EnckeError('network', `the socket ${when}: ${code} ${reason}`));
            };
            return Object.assign(pipe, {
                send(batch) {
                    if (waiting)
                        waiting.push(encode(batch));
                    else
                        socket.send(encode(batch));
                },
            });
        },
        post: request,
    };
}
const socketUrl = (url) => url.replace(/^http/, 'ws');

export { websocket };
//# sourceMappingURL=websocket.js.map
