import { EnckeError } from '../../protocol/errors.js';
import { createHint, noSocket } from '../complaints.js';
import { readBody, parseBody } from '../http/body.js';
import { isOver } from '../http/pipelining.js';
import { createSendTimeout } from '../http/send-timeout.js';
import { callbackPolling, createCollector } from './callback-polling.js';
import { isEventStream, eventsourceAnswer, createKept } from './eventsource.js';
import { answer } from './held.js';
import { connectionTypes, createHttpLinks } from './index.js';
import { longPolling } from './long-polling.js';

/** So many bodies of the largest size are kept for streams to come, all together. */
const bodiesKept = 16;
const queryOf = (url) => new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
const isGetWithMessages = ({ method, url = '' }) => method === 'GET' && /[?&]message=/.test(url);
function envelopeOf(request, query) {
    if (isEventStream(request))
        return eventsourceAnswer;
    return request.method === 'GET' ? callbackPolling(query) : longPolling;
}
/** What a page of another origin needs to hear. */
function allow(response, origin) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    // Lets the page know what is spoken here (Resource Timing, section 4.4): over HTTP/2 it spares more host names.
    response.setHeader('Timing-Allow-Origin', origin);
    response.setHeader('Vary', 'Origin');
}
function answerPreflight(response) {
    response.setHeader('Access-Control-Allow-Methods', 'POST, GET');
    response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Pragma');
    response.setHeader('Access-Control-Max-Age', '86400');
    response.writeHead(204).end();
}
function answerOthers(response) {
    response.writeHead(405, { Allow: 'POST, GET, OPTIONS', 'Content-Type': 'text/plain' });
    response.end('Encke: POST messages here, or GET with ?message= and ?jsonp=\n');
}
/** Every request that is no upgrade, and the links that its response may become. */
function createHttp(hooks, { path, limit, timeout, wear, judge }, now) {
    const collect = createCollector(limit);
    const kept = createKept(bodiesKept * limit);
    const cutWhenStuck = createSendTimeout(timeout);
    const linkOf = createHttpLinks(wear, now);
    const links = Object.fromEntries(connectionTypes.map((type) => [type, 0]));
    const notHandedOn = createHint(`${noSocket}: add http.on('upgrade', …), as in docs/server.md, "Mounting it"`);
    let closed = false;
    function count(connectionType, more) {
        links[connectionType] = (links[connectionType] ?? 0) + more;
    }
    function openLink(exchange, wish) {
        if (closed)
            throw new EnckeError('busy', 'the server has stopped');
        const { response } = exchange;
        const link = linkOf(exchange, wish);
        if (!link)
            return undefined;
        count(wish.connectionType, 1);
        const gone = () => {
            count(wish.connectionType, -1);
            hooks.closed(link);
        };
        if (link.kind === 'stream')
            response.on('drain', () => hooks.drained(link));
        if (isOver(response))
            setImmediate(gone);
        else
            response.on('close', gone);
        return link;
    }
    /** What a stream asks for; a plain client's has only the id of its session, in the path. */
    function messagesOfStream({ url = '' }, query) {
        const name = query.get('kept');
        const batch = name === null ? collect(query) : kept.take(name);
        if (batch.length)
            return batch;
        return [{ channel: '/meta/stream', clientId: url.split('?')[0]?.slice(path.length + 1) ?? '' }];
    }
    async function messagesOf(request, query) {
        if (isEventStream(request))
            return messagesOfStream(request, query);
        if (request.method === 'GET')
            return collect(query);
        const body = await readBody(request, limit);
        const batch = parseBody(body);
        const name = query.get('keep');
        if (name === null)
            return batch;
        kept.keep(name, body);
        return [];
    }
    async function respond(request, response, { origin, headers, anonymous }) {
        const exchange = {
            response,
            headers,
            anonymous,
            origin,
            envelope: longPolling,
            before: [],
            isOver: () => isOver(response),
            link: (wish) => openLink(exchange, wish),
        };
        try {
            const query = queryOf(request.url ?? '');
            exchange.envelope = envelopeOf(request, query);
            const replies = await hooks.answer(await messagesOf(request, query), exchange);
            if (closed)
                response.shouldKeepAlive = false;
            if (replies && !response.headersSent)
                answer(exchange, replies);
        }
        catch (thrown) {
            if (!response.headersSent && !response.destroyed)
                refuse(exchange, thrown);
        }
    }
    function refuse(to, thrown) {
        const { status, reply } = hooks.refusal(thrown);
        answer(to, [reply], to.envelope.status ?? status);
    }
    return {
        /** Open links by connection type. */
        links,
        /** Answers a request; after `close`, with 503. */
        take(request, response) {
            cutWhenStuck(response);
            const provenance = judge(request);
            const to = { response, envelope: longPolling };
            if (provenance.refused)
                return refuse(to, new EnckeError('refused', provenance.refused));
            if (request.headers.origin)
                allow(response, request.headers.origin);
            if (closed) {
                response.shouldKeepAlive = false;
                return refuse(to, new EnckeError('closed', 'the server has stopped'));
            }
            if (request.method === 'OPTIONS')
                answerPreflight(response);
            else if (request.method === 'POST' || isEventStream(request) || isGetWithMessages(request))
                respond(request, response, provenance);
            else {
                // Node hands on as a request what nobody takes for an upgrade.
                if (/websocket/i.test(request.headers.upgrade ?? ''))
                    notHandedOn();
                answerOthers(response);
            }
        },
        close() {
            closed = true;
        },
    };
}

export { createHttp };
//# sourceMappingURL=http.js.map
