import { randomBytes } from 'node:crypto';
import { isMeta, isService, isPattern, isChannel } from '../protocol/channel.js';
import { isPosition } from '../protocol/position.js';
import { subscriptionOf, printable, badJoin, asText } from './checks.js';

/** Our connection types, the preferred one first. */
const connectionTypes = [
    'websocket',
    'http-streaming',
    'eventsource',
    'multipart',
    'iframe',
    'long-polling',
    'callback-polling',
];
/** Least milliseconds between heartbeats, and most characters of padding, whatever a client wishes. */
const leastHold = 1000;
const mostPadding = 65536;
const keyForm = /^[A-Za-z0-9_-]{22}$/;
/** Most refused publish numbers that a session remembers. */
const refusalsKept = 100;
/** Answers requests: one handler for each meta channel, and one for publications. */
function createMeta({ sessions, log, hooks, limits, timeout }) {
    const again = { reconnect: 'retry', interval: 0, timeout };
    const anew = { reconnect: 'handshake', interval: 0 };
    const later = { ...again, interval: 1000 };
    const stop = { reconnect: 'none' };
    const tooMany = `more than ${limits.subscriptions} subscriptions`;
    const reply = ({ channel, id }, rest) => ({
        channel,
        ...((typeof id === 'string' || typeof id === 'number') && { id }),
        ...rest,
    });
    const fail = (message, error, advice) => reply(message, { successful: false, error, ...(advice && { advice }) });
    const unknown = (message) => fail(message, '402::session_unknown', anew);
    const sessionOf = ({ clientId }) => (typeof clientId === 'string' ? sessions.get(clientId) : undefined);
    /** Why not, in Bayeux' error form; undefined when it may. */
    async function forbidden(action, channel, identity) {
        if (!(action === 'subscribe' ? isPattern(channel) : isChannel(channel)))
            return `405:${printable(channel)}:bad channel`;
        if (isMeta(channel))
            return `403:${channel}:reserved for the protocol`;
        if (!hooks.authorize)
            return undefined;
        const allowed = await hooks.authorize({ action, channel, identity });
        return allowed === true ? undefined : `403:${channel}:not authorized to ${action}`;
    }
    async function identify(message, { headers }) {
        if (!hooks.authenticate)
            return { identity: undefined };
        const { encke: _, ...ext } = message.ext ?? {};
        try {
            const identity = await hooks.authenticate({ headers, ext });
            return identity === undefined || identity === null || identity === false ? undefined : { identity };
        }
        catch {
            return undefined;
        }
    }
    /** The session of that key, unless it is somebody else's. */
    function heldBy(key, identity) {
        const held = sessions.get(key);
        const same = held && !held.session.plain && JSON.stringify(held.identity) === JSON.stringify(identity);
        return same ? held : undefined;
    }
    /** A client of ours is here. */
    async function join(message, join, key, asking, before) {
        const handshake = message.channel === '/meta/handshake';
        if (typeof key !== 'string' || !keyForm.test(key))
            return fail(message, '400::the session key is 22 characters of base64url', stop);
        const bad = badJoin(join);
        if (bad)
            return fail(message, bad, stop);
        const who = await identify(message, asking);
        if (!who)
            return fail(message, '403::authentication failed', stop);
        const known = heldBy(key, who.identity);
        const stale = known !== undefined && join.join < known.session.number;
        if (!stale && !join.subscriptions && known?.session.version !== join.version)
            return unknown(message);
        if (!known && sessions.size >= limits.sessions)
            return fail(message, '503::too many sessions', again);
        const refused = Object.create(null);
        const asked = [...(join.subscriptions ?? (hooks.authorize && known ? known.session.patterns : []))];
        if (stale)
            asked.length = 0;
        for (const [index, pattern] of asked.entries()) {
            const room = index < limits.subscriptions;
            const reason = room ? await forbidden('subscribe', pattern, who.identity) : `413::${tooMany}`;
            if (reason)
                refused[pattern] = reason;
        }
        // While the hooks were thinking, another join of the same client may have begun or ended the session.
        const current = heldBy(key, who.identity);
        if (!stale && !join.subscriptions && current?.session.version !== join.version)
            return unknown(message);
        const type = handshake ? join.type : message.connectionType;
        const now = message.advice?.timeout === 0;
        const hold = Math.min(timeout, Math.max(leastHold, join.timeout ?? timeout));
        const pad = Math.min(mostPadding, join.pad ?? 0);
        const link = typeof type === 'string' ? asking.link({ connectionType: type, hold, pad }, before) : undefined;
        if (!link)
            return fail(message, `301:${printable(type)}:connection type not supported`, anew);
        const { session } = current ?? sessions.create(key, false, who.identity);
        const prompt = handshake || now || Boolean(join.subscriptions) || link.kind !== 'poll';
        const answer = reply(message, {
            successful: true,
            ...(handshake && { version: '1.0', clientId: key, supportedConnectionTypes: connectionTypes }),
            ...(prompt && { advice: { ...again, timeout: link.hold } }),
        });
        sessions.join(session, { link, join, reply: answer, prompt, refused });
        return undefined;
    }
    async function handshake(message, asking) {
        const who = await identify(message, asking);
        if (!who)
            return fail(message, '403::authentication failed', stop);
        if (sessions.size >= limits.sessions)
            return fail(message, '503::too many sessions', again);
        const clientId = randomBytes(16).toString('hex');
        sessions.create(clientId, true, who.identity);
        return reply(message, {
            successful: true,
            version: '1.0',
            clientId,
            supportedConnectionTypes: connectionTypes,
            advice: again,
        });
    }
    const table = {
        async '/meta/handshake'(message, asking, before) {
            const types = message.supportedConnectionTypes;
            const refuse = (error) => ({
                ...fail(message, error, stop),
                version: '1.0',
                supportedConnectionTypes: connectionTypes,
            });
            if (typeof message.version !== 'string')
                return refuse('400::version is missing');
            const { minimumVersion } = message;
            if (typeof minimumVersion === 'string' && Number.parseInt(minimumVersion, 10) > 1)
                return refuse('300::version 1.0 is spoken here');
            if (!Array.isArray(types))
                return refuse('400::supportedConnectionTypes is missing');
            if (!types.some((type) => [...connectionTypes, 'cross-origin-long-polling'].includes(type))) {
                return refuse(`301:${printable(types)}:no common connection type`);
            }
            const encke = message.ext?.encke;
            if (encke)
                return join(message, encke, encke.key, asking, before);
            return handshake(message, asking);
        },
        async '/meta/connect'(message, asking, before) {
            const encke = message.ext?.encke;
            const session = sessionOf(message)?.session;
            if (encke && 'written' in encke) {
                return session ? reply(message, { successful: true, ...written(session) }) : unknown(message);
            }
            if (encke)
                return join(message, encke, message.clientId, asking, before);
            if (!session)
                return unknown(message);
            const { connectionType } = message;
            if (typeof connectionType !== 'string')
                return fail(message, '400::connectionType is missing', again);
            const hold = message.advice?.timeout;
            const wait = typeof hold === 'number' && hold >= 0 ? Math.min(hold, timeout) : timeout;
            if (connectionType === 'eventsource') {
                // Faye's form: the stream is opened beside this, and connects are its heartbeat.
                const advice = { reconnect: 'retry', interval: timeout, timeout: 0 };
                return reply(message, { successful: true, clientId: session.key, advice });
            }
            const link = asking.link({ connectionType, hold: wait, pad: 0 }, before);
            if (!link)
                return fail(message, `301:${printable(connectionType)}:connection type not supported`, anew);
            const answer = reply(message, { successful: true, clientId: session.key, advice: again });
            const number = session.number + 1;
            const prompt = wait === 0 || before.length > 0;
            sessions.join(session, { link, join: { join: number, version: 0 }, reply: answer, prompt, refused: {} });
            return undefined;
        },
        /** What a GET for the stream of a plain client stands for, in Faye's form. */
        async '/meta/stream'(message, asking) {
            const session = sessionOf(message)?.session;
            const link = session?.plain && asking.link({ connectionType: 'eventsource', hold: timeout, pad: 0 }, []);
            if (!link)
                return unknown(message);
            const join = { join: session.number + 1, version: 0 };
            // The browser has to see the stream open, though there is nothing to say yet.
            link.write([]);
            sessions.join(session, { link, join, reply: undefined, prompt: false, refused: {} });
            return undefined;
        },
        async '/meta/subscribe'(message) {
            const found = sessionOf(message);
            if (!found)
                return { ...unknown(message), ...subscriptionOf(message) };
            const wanted = [message.subscription ?? []].flat();
            const room = new Set([...found.session.patterns, ...wanted]).size <= limits.subscriptions;
            let error = wanted.length ? undefined : '400::subscription is missing';
            if (!room)
                error = `413::${tooMany}`;
            for (const pattern of wanted)
                error ?? (error = await forbidden('subscribe', pattern, found.identity));
            if (error)
                return { ...fail(message, error), ...subscriptionOf(message) };
            for (const pattern of wanted)
                if (!isService(pattern))
                    sessions.subscribe(found.session, pattern);
            return reply(message, { successful: true, clientId: found.session.key, ...subscriptionOf(message) });
        },
        async '/meta/unsubscribe'(message) {
            const found = sessionOf(message);
            if (!found)
                return { ...unknown(message), ...subscriptionOf(message) };
            for (const pattern of [message.subscription ?? []].flat())
                sessions.unsubscribe(found.session, pattern);
            return reply(message, { successful: true, clientId: found.session.key, ...subscriptionOf(message) });
        },
        async '/meta/disconnect'(message) {
            const found = sessionOf(message);
            if (!found)
                return unknown(message);
            const number = message.ext?.encke?.join;
            if (typeof number !== 'number' || number >= found.session.number)
                sessions.remove(found.session.key);
            return reply(message, { successful: true, clientId: found.session.key });
        },
    };
    const handlers = new Map(Object.entries(table));
    /** How much the client must have heard by now, if all is well. */
    function written({ number, link }) {
        const count = link && { written: link.written, ...(link.read !== undefined && { read: link.read }) };
        return { ext: { encke: { join: number, ...count } } };
    }
    async function publish(message) {
        const found = sessionOf(message);
        if (!found)
            return unknown(message);
        const data = asText(message.data);
        const refused = data.error ?? (await forbidden('publish', message.channel, found.identity));
        if (found.session.plain) {
            if (refused)
                return fail(message, refused);
            if (isService(message.channel))
                sessions.tell(message.channel, data.text);
            else
                log.append(message.channel, data.text);
            return reply(message, { successful: true, clientId: found.session.key });
        }
        return publishNumbered(message, data.text, found, refused);
    }
    /** A number is taken once: by the entry, or by a refusal for good. Asked again, it gets its first verdict. */
    function publishNumbered(message, data, { session, refusals }, refused) {
        const number = typeof message.id === 'string' ? Number(message.id) : 0;
        if (!Number.isSafeInteger(number) || number < 1)
            return fail(message, '400::id is not the number of a publication');
        const source = { publisher: session.key, number };
        const service = isService(message.channel);
        const verdict = refused || service ? log.skip(source) : log.append(message.channel, data, source);
        if (service && !refused && isPosition(verdict))
            sessions.tell(message.channel, data);
        if (verdict === 'gap')
            return fail(message, `409:${number}:an earlier publication is missing`);
        if (verdict !== 'already' && refused) {
            refusals.set(number, refused);
            if (refusals.size > refusalsKept)
                refusals.delete(refusals.keys().next().value);
        }
        const error = refusals.get(number);
        return error ? fail(message, error) : reply(message, { successful: true });
    }
    async function handle(message, asking, before) {
        try {
            return await answerOne(message, asking, before);
        }
        catch (error) {
            console.error(error);
            return fail(message, '503::the server could not decide; ask again', later);
        }
    }
    async function answerOne(message, asking, before) {
        if (typeof message.channel !== 'string')
            return fail({ ...message, channel: '' }, '400::channel is missing');
        if (!isMeta(message.channel))
            return publish(message);
        const handler = handlers.get(message.channel);
        return handler
            ? handler(message, asking, before)
            : fail(message, `403:${printable(message.channel)}:no such meta channel`);
    }
    /**
     * Answers the messages of one request, in order; the one that takes the response comes last. Returns what is left to
     * be answered, or undefined when a link has the response.
     */
    return async function answer(batch, asking) {
        if (batch.length > limits.batch)
            return [fail({ channel: '' }, `413::more than ${limits.batch} messages`)];
        const greeting = batch.find(({ channel }) => channel === '/meta/handshake');
        const heard = greeting ? [greeting] : batch;
        const isLast = ({ channel }) => channel === '/meta/connect' || channel === '/meta/handshake';
        const replies = [];
        for (const message of heard) {
            const answer = isLast(message) ? undefined : await handle(message, asking, []);
            if (answer)
                replies.push(answer);
        }
        const reporter = heard.find(({ channel }) => typeof channel === 'string' && !isMeta(channel));
        const { session } = (reporter && sessionOf(reporter)) ?? {};
        const answered = replies[replies.length - 1];
        if (answered && session && !session.plain && session.link?.kind === 'stream')
            Object.assign(answered, written(session));
        const last = heard.filter(isLast);
        for (const surplus of last.slice(1))
            replies.push(fail(surplus, '400::one connect in a request'));
        if (!last[0])
            return replies;
        const answer = await handle(last[0], asking, replies);
        return answer && [...replies, answer];
    };
}

export { connectionTypes, createMeta };
//# sourceMappingURL=meta.js.map
