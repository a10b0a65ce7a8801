import { decode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { refusal } from '../bayeux/replies.js';
import { patience, tooLarge } from '../http/body.js';
import { roomOfStreams } from '../link.js';
import { encode } from '../sessions/frames.js';
import { Arrivals } from './arrivals.js';
import { handleProtocols, saidIn } from './subprotocol.js';

/** Bytes on their way to a client beyond which it has to catch up first. */
const highWater = 65536;
/** Frames of one socket that wait for their answer; beyond that no more is read, and so many are taken in a turn. */
const mostWaiting = 16;
/** The largest number of bytes that ws can count: beyond that, a limit would be none, or a few bytes. */
const mostPayload = 2 ** 31 - 1;
/** Bytes a millisecond that come through the slowest network that counts. */
const slowest = 4;
/** Bytes of a ping or pong of a client beside what it carries: head and mask (RFC 6455, section 5.2). */
const control = 6;
/** Milliseconds for which a socket is kept, at least, on which nobody has joined: a client waits for ten seconds for the answer. */
const joinTime = 30000;
/** Milliseconds for which a client may leave the closing of its socket unanswered. */
const closeTimeout = 1000;
/** Every WebSocket of a server: one JSON array of messages a text frame. The protocol itself (RFC 6455) is the package `ws`. */
function createSockets(hooks, limits, now) {
    const { body, timeout } = limits;
    const timeToJoin = Math.max(joinTime, 2 * timeout);
    const links = new Map();
    let tickedAt = now();
    let stopped = false;
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
    /** An idle socket is this object and one entry: a class, and listeners that all sockets share. */
    class SocketLink {
        constructor(socket, headers, tcp) {
            this.socket = socket;
            this.headers = headers;
            this.tcp = tcp;
            this.kind = 'duplex';
            this.worn = false;
            this.hold = timeout;
            this.read = 0;
            this.heardAt = now();
            /** When somebody must have joined: who may not come keeps no socket. */
            this.joinBy = now() + timeToJoin;
            this.pinged = false;
            this.waiting = 0;
            this.full = false;
            /** Goes on with a frame, when it is full no more. */
            this.freed = undefined;
            this.arrivals = new Arrivals(now);
            this.turn = undefined;
            this.complete = this.bytes;
        }
        /** None where the platform does not count them. */
        get bytes() {
            return this.tcp.bytesRead ?? 0;
        }
        /** Bytes of a message that is not complete yet. */
        get unfinished() {
            return Math.max(0, this.bytes - this.complete);
        }
        /** A ping, or a pong: which tells nothing of when a message will be complete. */
        controlled(size) {
            this.complete += control + size;
            return this.unfinished === 0;
        }
        get room() {
            return roomOfStreams;
        }
        get written() {
            return this.arrivals.due;
        }
        /** Hot, once for each delivery: a frame that leaves at once costs the socket one call and nothing else. */
        write(batch) {
            const text = encode(batch);
            this.arrivals.add(text.length);
            // A character is at most three bytes.
            const spare = highWater - this.socket.bufferedAmount - 3 * text.length;
            if (spare > 0 && !this.full) {
                this.socket.send(text);
                return true;
            }
            this.socket.send(text, () => {
                if (!this.full || this.socket.bufferedAmount > highWater / 2)
                    return;
                this.full = false;
                this.freed?.();
                this.pace();
                hooks.drained(this);
            });
            this.full || (this.full = this.socket.bufferedAmount > highWater);
            this.pace();
            return !this.full;
        }
        end(batch) {
            this.joinBy = now() + timeToJoin;
            if (batch.length)
                this.write(batch);
        }
        /** Who does not read is not read either: answers would pile up. */
        pace() {
            const paused = this.full || this.waiting >= mostWaiting;
            if (paused === this.socket.isPaused)
                return;
            if (paused)
                this.socket.pause();
            else
                this.socket.resume();
        }
        hear(data) {
            this.heardAt = now();
            this.complete = this.bytes;
            this.read++;
            this.waiting++;
            this.pace();
            // What is too long waits for its turn to be refused without its bytes.
            const frame = data.length > body ? undefined : data;
            const turn = (this.turn ?? Promise.resolve()).then(() => this.take(frame));
            this.turn = turn;
            turn.then(() => {
                if (this.turn === turn)
                    this.turn = undefined;
            });
        }
        async take(frame) {
            // A piece of thousands of frames keeps nobody else waiting.
            if (this.waiting % mostWaiting === 0)
                await new Promise(setImmediate);
            // It came in one piece with others, and what they have brought has to go first.
            if (this.full)
                await new Promise((resolve) => (this.freed = resolve));
            try {
                if (!frame)
                    throw tooLarge(body);
                const link = (wish, before) => this.linked(wish, before);
                const replies = await hooks.answer(decode(frame.toString()), {
                    headers: this.headers,
                    link,
                    isOver: () => this.socket.readyState !== this.socket.OPEN,
                });
                if (replies)
                    this.write(replies);
            }
            catch (thrown) {
                const { status, reply } = refusal(thrown);
                hooks.refused(`${status}`);
                this.write([reply]);
            }
            this.waiting--;
            this.pace();
        }
        linked({ connectionType, hold }, before) {
            if (stopped)
                throw new EnckeError('busy', 'the server has stopped');
            if (connectionType !== 'websocket')
                return undefined;
            this.hold = hold;
            this.joinBy = Number.POSITIVE_INFINITY;
            if (before.length)
                this.write(before);
            if (this.socket.readyState !== this.socket.OPEN)
                setImmediate(() => hooks.closed(this));
            return this;
        }
    }
    function heard(data) {
        links.get(this)?.hear(data);
    }
    function pinged({ length }) {
        links.get(this)?.controlled(length);
    }
    function ponged({ length }) {
        const link = links.get(this);
        if (link?.controlled(length))
            link.heardAt = now();
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
        const link = new SocketLink(socket, headers, tcp);
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
            if (!server)
                return say('426 Upgrade Required', 'WebSocket needs the package "ws" on the server');
            if (stopped)
                return say('503 Service Unavailable', 'the server has stopped');
            if (links.size >= limits.sockets)
                return say('503 Service Unavailable', 'too many sockets');
            server.handleUpgrade(request, socket, head, (opened) => {
                socket.off('error', destroy);
                serve(opened, headers, socket, saidIn(request));
            });
        },
        /** Asks the silent whether they are still there, and ends those that do not answer: to be called now and then. */
        tick() {
            // When this process itself stood still, what the sockets have said meanwhile is yet to be read.
            const stood = now() - tickedAt > timeout;
            tickedAt = now();
            for (const [socket, link] of links) {
                if (stood) {
                    link.heardAt = now();
                    link.joinBy = Math.max(link.joinBy, now() + timeToJoin);
                }
                const silence = now() - link.heardAt;
                const onItsWay = Math.min(body, link.unfinished) / slowest;
                if (now() > link.joinBy + onItsWay)
                    socket.close(1008, 'nobody has joined');
                if (silence < timeout)
                    link.pinged = false;
                else if (silence > 2 * timeout + onItsWay)
                    socket.terminate();
                else if (!link.pinged) {
                    link.pinged = true;
                    socket.ping();
                }
            }
        },
        close() {
            stopped = true;
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
