import { decode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { tooLarge } from '../http/body.js';
import { roomOfStreams } from '../link.js';
import { encode } from '../sessions/frames.js';
import { Arrivals } from './arrivals.js';

/** Bytes on their way to a client beyond which it has to catch up first. */
const highWater = 65536;
/** Frames of one socket that wait for their answer; beyond that no more is read, and so many are taken in a turn. */
const mostWaiting = 16;
/** Bytes a millisecond that come through the slowest network that counts. */
const slowest = 4;
/** Bytes of a ping or pong of a client beside what it carries: head and mask (RFC 6455, section 5.2). */
const control = 6;
/** Milliseconds for which a socket is kept, at least, on which nobody has joined: a client waits for ten seconds for the answer. */
const leastTimeToJoin = 30000;
/** One WebSocket. An idle one is this object and an entry: a class, and listeners that all sockets share. */
class SocketLink {
    constructor(socket, headers, tcp, server) {
        this.socket = socket;
        this.headers = headers;
        this.tcp = tcp;
        this.server = server;
        this.kind = 'duplex';
        this.worn = false;
        this.read = 0;
        /** Characters written since then: what the client says to a ping comes when it has read them. */
        this.writtenSince = 0;
        this.pinged = false;
        /** Frames without an answer, in order; undefined for one that is too long, and kept without its bytes. */
        this.waiting = [];
        this.full = false;
        /** Goes on with a frame, when it is full no more. */
        this.freed = undefined;
        this.hold = server.timeout;
        this.heardAt = server.now();
        this.joinBy = this.latestJoin;
        this.arrivals = new Arrivals(server.now);
        this.complete = this.bytes;
    }
    get latestJoin() {
        const { now, timeout } = this.server;
        return now() + Math.max(leastTimeToJoin, 2 * timeout);
    }
    /** None where the platform does not count them. */
    get bytes() {
        return this.tcp.bytesRead ?? 0;
    }
    /** Bytes of a message that is not complete yet. */
    get unfinished() {
        return Math.max(0, this.bytes - this.complete);
    }
    alive() {
        this.heardAt = this.server.now();
        this.writtenSince = 0;
    }
    /** A ping or a pong of so many bytes has come, also in the middle of a message. */
    controlled(size) {
        this.complete += control + size;
    }
    /** Tells nothing of when a message will be complete. */
    ponged(size) {
        this.controlled(size);
        if (this.unfinished === 0)
            this.alive();
    }
    /**
     * Asks the silent whether they are still there, and ends those that do not answer.
     * @param stood - this process itself stood still: what the client has said meanwhile is yet to be read
     */
    look(stood) {
        const { now, timeout, body } = this.server;
        if (stood) {
            this.alive();
            this.joinBy = Math.max(this.joinBy, this.latestJoin);
        }
        const silence = now() - this.heardAt;
        const onItsWay = Math.min(body, this.unfinished) / slowest;
        const unread = Math.min(roomOfStreams, this.writtenSince) / slowest;
        if (now() > this.joinBy + onItsWay)
            this.socket.close(1008, 'nobody has joined');
        if (silence < timeout)
            this.pinged = false;
        else if (silence > 2 * timeout + onItsWay + unread)
            this.socket.terminate();
        else if (!this.pinged) {
            this.pinged = true;
            this.socket.ping();
        }
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
        this.writtenSince += text.length;
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
            this.server.hooks.drained(this);
        });
        this.full || (this.full = this.socket.bufferedAmount > highWater);
        this.pace();
        return !this.full;
    }
    end(batch) {
        this.joinBy = this.latestJoin;
        if (batch.length)
            this.write(batch);
    }
    /** Who does not read is not read either: answers would pile up. */
    pace() {
        const paused = this.full || this.waiting.length >= mostWaiting;
        if (paused === this.socket.isPaused)
            return;
        if (paused)
            this.socket.pause();
        else
            this.socket.resume();
    }
    hear(data) {
        const { body } = this.server;
        const frame = data;
        this.alive();
        this.complete = this.bytes;
        this.read++;
        this.waiting.push(frame.length > body ? undefined : frame);
        this.pace();
        if (this.waiting.length === 1)
            this.takeAll();
    }
    /** One after the other. */
    async takeAll() {
        while (this.waiting.length) {
            // A piece of thousands of frames keeps nobody else waiting.
            if (this.waiting.length % mostWaiting === 0)
                await new Promise(setImmediate);
            // It came in one piece with others, and what they have brought has to go first.
            if (this.full)
                await new Promise((resolve) => (this.freed = resolve));
            await this.take(this.waiting[0]);
            this.waiting.shift();
            this.pace();
        }
    }
    async take(frame) {
        const { hooks, body } = this.server;
        try {
            if (!frame)
                throw tooLarge(body);
            const exchange = {
                headers: this.headers,
                before: [],
                link: (wish) => this.linked(wish, exchange.before),
                isOver: () => this.socket.readyState !== this.socket.OPEN,
            };
            const replies = await hooks.answer(decode(frame.toString()), exchange);
            if (replies)
                this.write(replies);
        }
        catch (thrown) {
            this.write([hooks.refusal(thrown).reply]);
        }
    }
    linked({ connectionType, hold }, before) {
        if (this.server.stopped)
            throw new EnckeError('busy', 'the server has stopped');
        if (connectionType !== 'websocket')
            return undefined;
        this.hold = hold;
        this.joinBy = Number.POSITIVE_INFINITY;
        if (before.length)
            this.write(before);
        if (this.socket.readyState !== this.socket.OPEN)
            setImmediate(() => this.server.hooks.closed(this));
        return this;
    }
}

export { SocketLink };
//# sourceMappingURL=socket-link.js.map
