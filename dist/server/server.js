import { isPattern } from '../protocol/channel.js';
import { EnckeError } from '../protocol/errors.js';
import { patternForm } from './bayeux/checks.js';
import { createMeta } from './bayeux/meta.js';
import { refusal } from './bayeux/replies.js';
import { createErrorCounts, createHealth } from './health.js';
import { createJudge } from './http/origins.js';
import { inTurn } from './http/pipelining.js';
import { demandFunction } from './option-checks.js';
import { checkOptions, settle } from './options.js';
import { createOwnPublish } from './own-publish.js';
import { createSessions } from './sessions/sessions.js';
import { createHttp } from './transports/http.js';
import { createSockets, refuse } from './transports/websocket.js';

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
    const sessions = createSessions({ log, now, defer: (run) => setImmediate(run), expiry });
    const errors = createErrorCounts();
    const refused = errors.add;
    const meta = createMeta({ sessions, log, hooks: options, limits, timeout, refused });
    const linkHooks = {
        answer: meta,
        refusal(thrown) {
            const answer = refusal(thrown);
            refused(`${answer.status}`);
            return answer;
        },
        drained: sessions.drained,
        closed: sessions.closed,
        refused,
    };
    const judge = createJudge(origins);
    const http = createHttp(linkHooks, { path, limit: limits.body, timeout, wear, judge }, now);
    const sockets = createSockets(linkHooks, { body: limits.body, sockets: limits.sessions, timeout }, now);
    const health = createHealth({ log, sessions, http, sockets, errors });
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
        if (isBelow(url))
            return true;
        if (!originalUrl || !isBelow(originalUrl))
            return false;
        request.url = originalUrl;
        return true;
    }
    return {
        path,
        handle(request, response) {
            if (!isOurs(request))
                return false;
            inTurn(request, response, http.take);
            return true;
        },
        upgrade(request, socket, head) {
            if (!isOurs(request))
                return false;
            const provenance = judge(request);
            // Kept as long as the socket is, so only when somebody will ask for them.
            const headers = options.authenticate ? provenance.headers : {};
            if (provenance.refused) {
                refused('403');
                refuse(socket, '403 Forbidden', provenance.refused);
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
            clearInterval(timer);
            http.close();
            sessions.close();
            sockets.close();
            health.close();
        },
    };
}

export { createServer };
//# sourceMappingURL=server.js.map
