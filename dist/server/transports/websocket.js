import { createHint, noSocket } from '../complaints.js';
import { patience } from '../http/body.js';
import { SocketLink } from './socket-link.js';
import { handleProtocols, saidIn } from './subprotocol.js';

/** The largest number of bytes that ws can count: beyond that, a limit would be none, or a few bytes. */
const mostPayload = 2 ** 31 - 1;
/** Milliseconds for which a client may leave the closing of its socket unanswered. */
const closeTimeout = 1000;
/** Every WebSocket of a server: one JSON array of messages a text frame. The protocol itself (RFC 6455) is the package `ws`. */
function createSockets(hooks, limits, now) {
    const { body, timeout } = limits;
    const common = { hooks, body, timeout, now, stopped: false };
    const links = new Map();
    const notInstalled = createHint(`${noSocket}: it needs the package ws, 8.23 or later`);
    let tickedAt = now();
    const maxPayload = Math.min(body * patience, mostPayload);
    // Not written where it is used: the types of ws do not know of `closeTimeout` yet.
    const options = { noServer: true, clientTracking: false, maxPayload, closeTimeout, handleProtocols };
    const loading = import('ws')
        .then((ws) => new ws.WebSocketServer(options))
        .catch((error) => {
        // That it is not there is no fault: it is optional.
        if (error.code !== 'ERR_MODULE_NOT_FOUND')
            console.error('WebSocket needs ws 8.23 or later:', error);
        return undefined;
    });
    function heard(data) {
        links.get(this)?.hear(data);
    }
    function pinged({ length }) {
        links.get(this)?.controlled(length);
    }
    function ponged({ length }) {
        links.get(this)?.ponged(length);
    }
    function failed() {
        this.terminate();
    }
    function closed() {
        const link = links.get(this);
        links.delete(this);
        if (link)
            hooks.closed(link);
    }
    /** @param said - the first frame, when it came with the request */
    function serve(socket, headers, tcp, said) {
        const link = new SocketLink(socket, headers, tcp, common);
        links.set(socket, link);
        socket.on('message', heard).on('ping', pinged).on('pong', ponged).on('error', failed).on('close', closed);
        if (said)
            link.hear(said);
    }
    return {
        get size() {
            return links.size;
        },
        /** Takes the socket of an upgrade request over. */
        async accept(request, socket, head, headers) {
            socket.on('error', destroy);
            const server = await loading;
            const say = (status, reason) => {
                hooks.refused(status);
                refuse(socket, status, reason);
            };
            if (!server) {
                notInstalled();
                return say('426 Upgrade Required', 'WebSocket needs the package "ws" on the server');
            }
            if (common.stopped)
                return say('503 Service Unavailable', 'the server has stopped');
            if (links.size >= limits.sockets)
                return say('503 Service Unavailable', 'too many sockets');
            server.handleUpgrade(request, socket, head, (opened) => {
                socket.off('error', destroy);
                serve(opened, headers, socket, saidIn(request));
            });
        },
        /** Looks after the silent: to be called now and then. */
        tick() {
            const stood = now() - tickedAt > timeout;
            tickedAt = now();
            for (const link of links.values())
                link.look(stood);
        },
        close() {
            common.stopped = true;
            for (const socket of links.keys())
                socket.close(1001, 'the server stops');
        },
    };
}
function destroy() {
    this.destroy();
}
/** Turns an upgrade request down. */
function refuse(socket, status, reason) {
    const length = Buffer.byteLength(reason);
    socket.on('error', destroy);
    // Its client need not hang up.
    socket.once('finish', destroy);
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${reason}`);
}

export { createSockets, refuse };
//# sourceMappingURL=websocket.js.map
