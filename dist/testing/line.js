import { Duplex } from 'node:stream';

/** Also where the clock of a test has taken its place. */
const { nextTick } = process;
const broken = (code) => Object.assign(new Error(`${code}: by the simulated network`), { code });
/** One direction: it takes all that is written, and pieces arrive in order, each in its time. */
class Lane {
    constructor(traffic, to) {
        this.traffic = traffic;
        this.to = to;
        this.pieces = [];
    }
    send(piece) {
        this.pieces.push({ piece, due: performance.now() + this.traffic.delay() });
        // Not before whoever writes has done so.
        nextTick(() => this.pump());
    }
    /** Hands on what may pass. To be called when that may have become more. */
    pump() {
        for (let [first] = this.pieces; first && !this.timer; [first] = this.pieces) {
            const { piece, due } = first;
            if (this.traffic.blocked() || !(this.to.hungry || piece === 'reset'))
                return;
            const wait = due - performance.now();
            if (wait > 0) {
                this.timer = setTimeout(() => {
                    this.timer = undefined;
                    this.pump();
                }, wait);
                return;
            }
            this.pieces.shift();
            this.to.arrive(piece);
        }
    }
    /** What is on its way never arrives. */
    empty() {
        clearTimeout(this.timer);
        this.pieces.length = 0;
    }
}
/** One end of a line, with what `node:http` and `ws` ask of a socket. */
class End extends Duplex {
    constructor() {
        super(...arguments);
        /** Whether whoever reads here wants more. */
        this.hungry = false;
    }
    arrive(piece) {
        if (this.destroyed)
            return;
        if (piece === 'reset')
            this.destroy(broken('ECONNRESET'));
        else
            this.hungry = this.push(piece === 'end' ? null : piece);
    }
    _read() {
        this.hungry = true;
        this.in.pump();
    }
    _write(bytes, _encoding, done) {
        this.out.send(bytes);
        done();
    }
    _final(done) {
        this.out.send('end');
        done();
    }
    _destroy(error, done) {
        this.out.send('reset');
        done(error);
    }
    setTimeout() {
        return this;
    }
    setNoDelay() {
        return this;
    }
    setKeepAlive() {
        return this;
    }
}
/** A connection in memory, between a page and its server. */
function createLine(up, down) {
    const [page, server] = [new End(), new End()];
    page.out = server.in = new Lane(up, server);
    server.out = page.in = new Lane(down, page);
    // Who has nothing to do with it yet hears of its end by `close`.
    for (const end of [page, server])
        end.on('error', () => { });
    return {
        page,
        server,
        get closed() {
            return page.closed && server.closed;
        },
        /** What was blocked may pass now. */
        pump() {
            page.out.pump();
            server.out.pump();
        },
        /** Both ends hear of it now, and of nothing that was on its way. */
        cut(code = 'ECONNRESET') {
            for (const end of [page, server]) {
                end.out.empty();
                end.destroy(broken(code));
            }
        },
    };
}

export { createLine };
//# sourceMappingURL=line.js.map
