import { isPattern } from '../protocol/channel.js';
import { EnckeError, asEnckeError } from '../protocol/errors.js';
import { readBody, parseBody } from './body.js';
import { patternForm } from './checks.js';
import { pollTypes } from './connection-types.js';
import { copied } from './copied.js';
import { createHealth } from './health.js';
import { createMeta } from './meta.js';
import { checkOptions, settle } from './options.js';
import { judge, hostNamed } from './origins.js';
import { checkPublishable, toText } from './publications.js';
import { createSessions } from './sessions.js';
import { createStuckGuard } from './stuck.js';
import { createCollector, callbackPolling } from './transports/callback-polling.js';
import { createKept, isEventStream, eventsourceAnswer, resumed, eventsource } from './transports/eventsource.js';
import { fetchStreaming } from './transports/fetch-streaming.js';
import { answer, heldLink } from './transports/held.js';
import { iframeFraming } from './transports/iframe.js';
import { longPolling } from './transports/long-polling.js';
import { multipart } from './transports/multipart.js';
import { StreamingLink } from './transports/streaming.js';
import { createSockets, refuse } from './transports/websocket.js';
import { xhrStreaming } from './transports/xhr-streaming.js';
import { inTurn, isOver } from './turns.js';

/** What carries a stream: the answer to which kind of request, framed how. */
const framings = new Map([
    ['fetch-streaming', { envelope: longPolling, framing: () => fetchStreaming }],
    ['xhr-streaming', { envelope: longPolling, framing: () => xhrStreaming }],
    ['multipart', { envelope: longPolling, framing: () => multipart }],
    ['iframe', { envelope: longPolling, framing: iframeFraming }],
    ['eventsource', { envelope: eventsourceAnswer, framing: () => eventsource }],
]);
const mayNot = ({ origin }) => `pages of ${origin || 'another site'} may not connect`;
/** Under which a request is kept. */
const nameOf = (name) => copied(name.slice(0, 64));
/**
 * The server: handlers for a `node:http` server, and so for anything built on one.
 * @throws EnckeError `bad-option`
 * @example
 * const encke = createServer({ origins: ['https://app.example.com'] })
 * const http = createHttpServer((request, response) => {
 *   if (!encke.handle(request, response)) response.writeHead(404).end()
 * })
 * http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
 */
function createServer(options = {}) {
    checkOptions(options);
    const { path, origins, log, timeout, expiry, wear, limits } = settle(options);
    const now = () => performance.now();
    let closed = false;
    /** The last channel that was found to be one. */
    let publishable = '/a';
    const sessions = createSessions({ log, now, defer: (run) => setImmediate(run), expiry });
    const meta = createMeta({ sessions, log, hooks: options, limits, timeout });
    const collect = createCollector(limits.body);
    const kept = createKept(16 * limits.body);
    const sockets = createSockets({ answer: meta, drained: sessions.drained, closed: sessions.closed }, { body: limits.body, sockets: limits.sessions, timeout }, now);
    const health = createHealth({ log, sessions, sockets });
    const cutWhenStuck = createStuckGuard(timeout);
    const interval = Math.min(1000, timeout / 10);
    const timer = setInterval(() => {
        sessions.tick(interval);
        sockets.tick();
    }, interval);
    timer.unref?.(); // in a simulated DOM it may be a number
    /** Below the path, so that clients may append what they like (CometD does). */
    const isOurs = ({ url = '' }) => `${url.split('?')[0]}/`.startsWith(`${path}/`);
    function openLink(response, envelope, origin, wish, before) {
        if (closed)
            throw new EnckeError('busy', 'the server has stopped');
        const stream = framings.get(wish.connectionType);
        const possible = stream ? stream.envelope === envelope : pollTypes.has(wish.connectionType);
        if (!possible)
            return undefined;
        const link = stream
            ? new StreamingLink(response, stream.framing(origin), wish, before, wear, now)
            : heldLink(response, envelope, wish, before);
        const uncount = health.opened(wish.connectionType);
        const gone = () => {
            uncount();
            sessions.closed(link);
        };
        if (stream)
            response.on('drain', () => sessions.drained(link));
        if (isOver(response))
            setImmediate(gone);
        else
            response.on('close', gone);
        return link;
    }
    /** Without what the browser of a user may have sent along for a page of another site. */
    function headersOf({ headers }, { credentialsCount }) {
        if (credentialsCount)
            return headers;
        const { cookie, authorization, ...rest } = headers;
        return rest;
    }
    async function respond(request, response, provenance) {
        const { url = '', headers } = request;
        const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
        const keep = query.get('keep');
        const name = query.get('kept');
        let envelope = longPolling;
        const link = (wish, before) => openLink(response, envelope, provenance.origin ?? `http://${hostNamed(request)}`, wish, before);
        try {
            let batch;
            if (isEventStream(request)) {
                envelope = eventsourceAnswer;
                batch = resumed(name === null ? collect(query) : kept.take(nameOf(name)), headers['last-event-id']);
                if (!batch.length)
                    batch = [{ channel: '/meta/stream', clientId: url.split('?')[0]?.slice(path.length + 1) ?? '' }];
            }
            else if (request.method === 'GET') {
                envelope = callbackPolling(query);
                batch = collect(query);
            }
            else {
                const body = await readBody(request, limits.body);
                batch = parseBody(body);
                if (keep !== null) {
                    kept.keep(nameOf(keep), body);
                    batch = [];
                }
            }
            const replies = await meta(batch, { headers: headersOf(request, provenance), link });
            if (closed)
                response.shouldKeepAlive = false;
            if (replies && !response.headersSent)
                answer(response, envelope, replies);
        }
        catch (error) {
            refuse$1(response, envelope, asEnckeError(error, 'busy'));
        }
    }
    function refuse$1(response, envelope, error) {
        if (response.headersSent || response.destroyed)
            return;
        const status = { malformed: 400, 'too-large': 413 }[error.code] ?? 500;
        const text = `${status}::${error.code === 'busy' ? 'internal error' : error.message}`;
        answer(response, envelope, [{ channel: '', successful: false, error: text }], envelope.status ?? status);
        if (error.code === 'busy')
            console.error(error.cause ?? error);
    }
    function allow(response, origin) {
        response.setHeader('Access-Control-Allow-Origin', origin);
        response.setHeader('Access-Control-Allow-Credentials', 'true');
        // Lets the page know what is spoken here (Resource Timing, section 4.4): over HTTP/2 it spares more host names.
        response.setHeader('Timing-Allow-Origin', origin);
        response.setHeader('Vary', 'Origin');
    }
    function take(request, response) {
        cutWhenStuck(response);
        const provenance = judge(request, origins);
        const say = (status, error) => answer(response, longPolling, [{ channel: '', successful: false, error: `${status}::${error}` }], status);
        if (!provenance.allowed)
            return say(403, mayNot(provenance));
        if (request.headers.origin)
            allow(response, request.headers.origin);
        if (closed) {
            response.shouldKeepAlive = false;
            return say(503, 'the server has stopped');
        }
        if (request.method === 'OPTIONS') {
            response.setHeader('Access-Control-Allow-Methods', 'POST, GET');
            response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Pragma');
            response.setHeader('Access-Control-Max-Age', '86400');
            response.writeHead(204).end();
        }
        else if (request.method === 'POST' ||
            (request.method === 'GET' && (isEventStream(request) || /[?&]message=/.test(request.url)))) {
            respond(request, response, provenance);
        }
        else {
            response.writeHead(405, { Allow: 'POST, GET, OPTIONS', 'Content-Type': 'text/plain' });
            response.end('Encke: POST messages here, or GET with ?message= and ?jsonp=\n');
        }
    }
    return {
        path,
        handle(request, response) {
            if (!isOurs(request))
                return false;
            inTurn(request, response, take);
            return true;
        },
        upgrade(request, socket, head) {
            if (!isOurs(request))
                return false;
            const provenance = judge(request, origins);
            // Kept as long as the socket is, so only when somebody will ask for them.
            const headers = options.authenticate ? headersOf(request, provenance) : {};
            if (!provenance.allowed) {
                refuse(socket, '403 Forbidden', mayNot(provenance));
            }
            else {
                sockets.accept(request, socket, head, headers);
            }
            return true;
        },
        /** Hot: mostly to the same channel as before, and what is in the log at once costs no turn. */
        publish(channel, data) {
            try {
                if (channel !== publishable)
                    checkPublishable(channel);
                publishable = channel;
                return Promise.resolve(log.append(channel, toText(data)));
            }
            catch (error) {
                return Promise.reject(error);
            }
        },
        subscribe(pattern, listener) {
            if (!isPattern(pattern))
                throw new EnckeError('bad-channel', `subscribe to ${patternForm}; not to ${pattern}`);
            return sessions.listen(pattern, async ({ channel, position, data }) => {
                try {
                    await listener({ channel, data: JSON.parse(data), position });
                }
                catch (error) {
                    console.error(error);
                }
            });
        },
        reauthorize: (who) => sessions.suspend(who),
        on: health.on,
        stats: health.stats,
        get sessions() {
            return sessions.size;
        },
        close() {
            closed = true;
            clearInterval(timer);
            sessions.close();
            sockets.close();
            health.close();
        },
    };
}

export { createServer };
//# sourceMappingURL=server.js.map
