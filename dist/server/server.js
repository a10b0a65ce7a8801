import { isPattern } from '../protocol/channel.js';
import { EnckeError } from '../protocol/errors.js';
import { patternForm } from './bayeux/checks.js';
import { createMeta } from './bayeux/meta.js';
import { createOwnPublish } from './bayeux/publications.js';
import { fail, refusal } from './bayeux/replies.js';
import { createRefusals, createHealth } from './health.js';
import { readBody, parseBody } from './http/body.js';
import { judge, createRefusal, hostNamed } from './http/origins.js';
import { inTurn, isOver } from './http/pipelining.js';
import { createSendTimeout } from './http/send-timeout.js';
import { checkOptions, settle, demandFunction } from './options.js';
import { copied } from './runtime.js';
import { createSessions } from './sessions/sessions.js';
import { createCollector, callbackPolling } from './transports/callback-polling.js';
import { createKept, isEventStream, eventsourceAnswer, resumed } from './transports/eventsource.js';
import { answer } from './transports/held.js';
import { createHttpLinks } from './transports/index.js';
import { longPolling } from './transports/long-polling.js';
import { createSockets, refuse } from './transports/websocket.js';

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
    const sessions = createSessions({ log, now, defer: (run) => setImmediate(run), expiry });
    const refusals = createRefusals();
    const refused = refusals.add;
    const meta = createMeta({ sessions, log, hooks: options, limits, timeout, refused });
    const collect = createCollector(limits.body);
    const kept = createKept(16 * limits.body);
    const sockets = createSockets({ answer: meta, drained: sessions.drained, closed: sessions.closed, refused }, { body: limits.body, sockets: limits.sessions, timeout }, now);
    const health = createHealth({ log, sessions, sockets, refusals });
    const cutWhenStuck = createSendTimeout(timeout);
    const httpLink = createHttpLinks(wear, now);
    const mayNot = createRefusal();
    const interval = Math.min(1000, timeout / 10);
    const timer = setInterval(() => {
        sessions.tick(interval);
        sockets.tick();
    }, interval);
    timer.unref?.(); // in a simulated DOM it may be a number
    /** Below the path, so that clients may append what they like (CometD does). */
    const isBelow = (url = '') => `${url.split('?')[0]}/`.startsWith(`${path}/`);
    /** Express takes off an address the path under which something is mounted, and keeps the whole beside it: that is put back. */
    function isOurs(request) {
        const { url, originalUrl } = request;
        if (!isBelow(url) && originalUrl && isBelow(originalUrl))
            request.url = originalUrl;
        return isBelow(request.url);
    }
    function openLink(response, envelope, origin, wish, before) {
        if (closed)
            throw new EnckeError('busy', 'the server has stopped');
        const link = httpLink(response, envelope, origin, wish, before);
        if (!link)
            return undefined;
        const uncount = health.opened(wish.connectionType);
        const gone = () => {
            uncount();
            sessions.closed(link);
        };
        if (link.kind === 'stream')
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
            const replies = await meta(batch, {
                headers: headersOf(request, provenance),
                link,
                isOver: () => isOver(response),
            });
            if (closed)
                response.shouldKeepAlive = false;
            if (replies && !response.headersSent)
                answer(response, envelope, replies);
        }
        catch (thrown) {
            refuse$1(response, envelope, thrown);
        }
    }
    function refuse$1(response, envelope, thrown) {
        if (response.headersSent || response.destroyed)
            return;
        const { status, reply } = refusal(thrown);
        refused(`${status}`);
        answer(response, envelope, [reply], envelope.status ?? status);
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
        const say = (status, error) => {
            refused(`${status}`);
            answer(response, longPolling, [fail({ channel: '' }, `${status}::${error}`)], status);
        };
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
                refused('403');
                refuse(socket, '403 Forbidden', mayNot(provenance));
            }
            else {
                sockets.accept(request, socket, head, headers);
            }
            return true;
        },
        publish: createOwnPublish(log),
        subscribe(pattern, listener) {
            if (!isPattern(pattern))
                throw new EnckeError('bad-channel', `subscribe to ${patternForm}; not to ${pattern}`);
            demandFunction(`the listener of ${pattern} is`, listener);
            return sessions.listen(pattern, async ({ channel, position, data }) => {
                try {
                    await listener({ channel, data: JSON.parse(data), position });
                }
                catch (error) {
                    console.error(error);
                }
            });
        },
        reauthorize: (who) => sessions.suspend(demandFunction('reauthorize takes', who)),
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
