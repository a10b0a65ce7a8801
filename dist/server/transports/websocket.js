import { tooLarge, decode, encode } from '../../protocol/batch.js';
import { asEnckeError } from '../../protocol/errors.js';
import { patience } from '../body.js';

/** Bytes on their way to a client beyond which it has to catch up first. */
const highWater = 65536;
/** Frames of one socket that wait for their answer; beyond that no more is read. */
const mostWaiting = 16;
/** Every WebSocket of a server: one JSON array of messages a text frame. The protocol itself (RFC 6455) is the package `ws`. */
function createSockets(limit, most, timeout, now) {
    const sockets = new Map();
    let tickedAt = now();
    const loading = import('ws').then((ws) => new ws.WebSocketServer({ noServer: true, clientTracking: false, maxPayload: limit * patience }), () => undefined);
    function serve(socket, { answer, drained, closed }) {
        const seen = { heardAt: now(), pinged: false };
        let turn = Promise.resolve();
        let waiting = 0;
        let full = false;
        let hold = timeout;
        let written = 0;
        let read = 0;
        function send(batch) {
            written++;
            socket.send(encode(batch), () => {
                if (!full || socket.bufferedAmount > highWater / 2)
                    return;
                full = false;
                pace();
                drained(link);
            });
            full || (full = socket.bufferedAmount > highWater);
            pace();
            return !full;
        }
        /** Who does not read is not read either: answers would pile up. */
        function pace() {
            if (full || waiting >= mostWaiting)
                socket.pause();
            else
                socket.resume();
        }
        const link = {
            kind: 'duplex',
            worn: false,
            get hold() {
                return hold;
            },
            get written() {
                return written;
            },
            get read() {
                return read;
            },
            write: send,
            end: send,
        };
        async function take(data) {
            try {
                if (data.length > limit)
                    throw tooLarge(limit);
                const replies = await answer(decode(data.toString()), (wish, before) => {
                    if (wish.connectionType !== 'websocket')
                        return undefined;
                    hold = wish.hold;
                    if (before.length)
                        send(before);
                    if (socket.readyState !== socket.OPEN)
                        setImmediate(() => closed(link));
                    return link;
                });
                if (replies)
                    send(replies);
            }
            catch (thrown) {
                const { code, message } = asEnckeError(thrown, 'busy');
                const status = { malformed: 400, 'too-large': 413 }[code] ?? 500;
                if (status === 500)
                    console.error(thrown);
                send([{ channel: '', successful: false, error: `${status}::${status === 500 ? 'internal error' : message}` }]);
            }
            waiting--;
            pace();
        }
        sockets.set(socket, seen);
        socket.on('message', (data) => {
            seen.heardAt = now();
            read++;
            waiting++;
            pace();
            turn = turn.then(() => take(data));
        });
        socket.on('pong', () => {
            seen.heardAt = now();
        });
        socket.on('error', () => socket.terminate());
        socket.on('close', () => {
            sockets.delete(socket);
            closed(link);
        });
    }
    return {
        /** Takes the socket of an upgrade request over. */
        async accept(request, socket, head, hooks) {
            socket.on('error', () => socket.destroy());
            const server = await loading;
            if (!server)
                return refuse(socket, '426 Upgrade Required', 'WebSocket needs the package "ws" on the server');
            if (sockets.size >= most)
                return refuse(socket, '503 Service Unavailable', 'too many sockets');
            server.handleUpgrade(request, socket, head, (opened) => serve(opened, hooks));
        },
        /** Asks the silent whether they are still there, and ends those that do not answer: to be called now and then. */
        tick() {
            // When this process itself stood still, what the sockets have said meanwhile is yet to be read.
            const stood = now() - tickedAt > timeout;
            tickedAt = now();
            for (const [socket, seen] of sockets) {
                if (stood)
                    seen.heardAt = now();
                const silence = now() - seen.heardAt;
                if (silence < timeout)
                    seen.pinged = false;
                else if (silence > 2 * timeout)
                    socket.terminate();
                else if (!seen.pinged) {
                    seen.pinged = true;
                    socket.ping();
                }
            }
        },
        close() {
            for (const socket of sockets.keys())
                socket.close(1001, 'the server stops');
        },
    };
}
/** Turns an upgrade request down. */
function refuse(socket, status, reason) {
    const length = Buffer.byteLength(reason);
    socket.on('error', () => socket.destroy());
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${reason}`);
}

export { createSockets, refuse };
//# sourceMappingURL=websocket.js.map
