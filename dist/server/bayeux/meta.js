import { isMeta } from '../../protocol/channel.js';
import { connectionTypes } from '../transports/index.js';
import { printable, isVersion } from './checks.js';
import { createJoins } from './joins.js';
import { createPermissions } from './permissions.js';
import { createPlain } from './plain.js';
import { createPublications } from './publications.js';
import { fail, unknown, reply, createUndecided, stop } from './replies.js';

/** Those that may take the response: one of them in a request. */
const takers = new Set(['/meta/handshake', '/meta/connect', '/meta/stream']);
const mayTake = ({ channel }) => takers.has(channel);
const isPublication = ({ channel }) => typeof channel === 'string' && !isMeta(channel);
/** Publications that follow one another, or one other message. */
function stretches(batch) {
    const found = [];
    for (const message of batch) {
        const last = found[found.length - 1];
        if (last && isPublication(last[0]) && isPublication(message))
            last.push(message);
        else
            found.push([message]);
    }
    return found;
}
/** What is wrong with a handshake, in Bayeux' error form. */
function badHandshake({ version, minimumVersion, supportedConnectionTypes: types }) {
    if (!isVersion(version))
        return '400::version is missing, or none';
    if (typeof minimumVersion === 'string' && Number.parseInt(minimumVersion, 10) > 1)
        return '300::version 1.0 is spoken here';
    if (!Array.isArray(types))
        return '400::supportedConnectionTypes is missing';
    const common = types.some((type) => connectionTypes.includes(type));
    return common ? undefined : `301:${printable(types)}:no common connection type`;
}
/** How much the client must have heard by now, if all is well. */
function written({ number, link }) {
    const count = link && { written: link.written, ...(link.read !== undefined && { read: link.read }) };
    return { ext: { encke: { join: number, ...count } } };
}
/** Answers requests: one handler for each meta channel, and one for publications. */
function createMeta(options) {
    const { sessions, log, hooks, limits, timeout, refused } = options;
    const undecided = createUndecided(timeout);
    const permissions = createPermissions(hooks);
    const join = createJoins(options, permissions);
    const plain = createPlain(options, permissions);
    const createPublish = createPublications(sessions, log, permissions.reasonAgainstPublishing, undecided);
    const table = {
        '/meta/handshake'(message, exchange) {
            const error = badHandshake(message);
            if (error)
                return { ...fail(message, error, stop), version: '1.0', supportedConnectionTypes: connectionTypes };
            const encke = message.ext?.encke;
            return encke ? join(message, encke, encke.key, exchange) : plain.handshake(message, exchange);
        },
        '/meta/connect'(message, exchange) {
            const encke = message.ext?.encke;
            if (!encke)
                return plain.connect(message, exchange);
            if (encke.written === undefined)
                return join(message, encke, message.clientId, exchange);
            const session = sessions.get(message.clientId);
            return session ? reply(message, { successful: true, ...written(session) }) : unknown(message);
        },
        '/meta/stream': plain.stream,
        '/meta/subscribe': plain.subscribe,
        '/meta/unsubscribe': plain.unsubscribe,
        '/meta/disconnect'(message) {
            const session = sessions.get(message.clientId);
            if (!session)
                return unknown(message);
            const number = message.ext?.encke?.join;
            if (number !== undefined && typeof number !== 'number')
                return fail(message, '400::the join is a number');
            if (number === undefined && !session.plain)
                sessions.leave(session);
            else if (number === undefined || number >= session.number)
                sessions.bye(session.key);
            return reply(message, { successful: true, clientId: session.key });
        },
    };
    const handlers = new Map(Object.entries(table));
    async function handle(message, exchange) {
        const handler = handlers.get(message.channel);
        if (!handler)
            return fail(message, `403:${printable(message.channel)}:no such meta channel`);
        try {
            return await handler(message, exchange);
        }
        catch (error) {
            return undecided(message, error);
        }
    }
    /** In order. A meta message waits for what the log says to the publications before it. */
    async function answerEach(batch, exchange) {
        const publish = createPublish(exchange);
        const waiting = [];
        let settled = 0;
        for (const stretch of stretches(batch)) {
            const [message] = stretch;
            if (isPublication(message))
                waiting.push(...(await publish(stretch)));
            else if (typeof message.channel !== 'string') {
                waiting.push(fail({ ...message, channel: '' }, '400::channel is missing'));
            }
            else {
                await Promise.all(waiting.slice(settled));
                settled = waiting.push(await handle(message, exchange));
            }
        }
        return (await Promise.all(waiting)).filter((answer) => answer !== undefined);
    }
    /** Whoever publishes beside a stream is told, in the last answer, how much must have come by that. */
    function report(batch, replies) {
        const publication = batch.find(isPublication);
        const session = publication && sessions.get(publication.clientId);
        const last = replies[replies.length - 1];
        if (last && session && !session.plain && session.link?.kind === 'stream')
            Object.assign(last, written(session));
    }
    function count(replies) {
        for (const { error } of replies)
            if (error)
                refused(error);
        return replies;
    }
    /**
     * Answers the messages of one request, in order; the one that takes the response comes last. Returns what is left to
     * be answered, or undefined when a link has the response.
     */
    return async function answer(batch, exchange) {
        if (batch.length > limits.batch)
            return count([fail({ channel: '' }, `413::more than ${limits.batch} messages`)]);
        const greeting = batch.find(({ channel }) => channel === '/meta/handshake');
        const heard = greeting ? [greeting] : batch;
        const [taker, ...surplus] = heard.filter(mayTake);
        const others = heard.filter((message) => !mayTake(message));
        const replies = others.length ? await answerEach(others, exchange) : [];
        report(others, replies);
        for (const message of surplus)
            replies.push(fail(message, '400::one connect in a request'));
        count(replies);
        if (!taker)
            return replies;
        exchange.before = replies;
        const answer = await handle(taker, exchange);
        return answer && [...replies, ...count([answer])];
    };
}

export { createMeta };
//# sourceMappingURL=meta.js.map
