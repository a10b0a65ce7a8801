import { randomBytes } from 'node:crypto';
import { Acks } from '../sessions/acks.js';
import { connectionTypes } from '../transports/index.js';
import { subscriptionOf, printable } from './checks.js';
import { unknown, reply, fail, turnAway, retry, anew } from './replies.js';

/** Answers clients that speak Bayeux without joins: only the server knows how far their sessions are. */
function createPlain({ sessions, limits, timeout }, permissions) {
    /** Those in Faye's form. */
    const streams = new WeakMap();
    const again = retry(timeout);
    const tooMany = `413::more than ${limits.subscriptions} subscriptions`;
    /** Ends what a client may not listen to any more. False when its session has ended meanwhile. */
    async function allowedStill(session, exchange) {
        const patterns = permissions.mayChange ? [...session.patterns] : [];
        const reasons = await permissions.reasonsAgainstSubscribing(patterns, session.identity, exchange);
        if (sessions.get(session.key) !== session)
            return false;
        for (const [index, pattern] of patterns.entries())
            if (reasons[index])
                sessions.unsubscribe(session, pattern);
        return true;
    }
    /** The session of a message, if it is a plain one, with what it may still listen to. */
    async function found(message, exchange) {
        const session = sessions.get(message.clientId);
        return session?.plain && (await allowedStill(session, exchange)) ? session : undefined;
    }
    function follow(session, link, rest) {
        const join = { join: session.number + 1, version: 0 };
        sessions.join(session, { link, join, published: 0, refused: {}, ...rest });
    }
    async function handshake(message, exchange) {
        const suspended = sessions.watchSuspensions();
        const who = await permissions.identify(message, exchange);
        if (!who)
            return turnAway(message, exchange);
        if (suspended(who.identity))
            return handshake(message, exchange);
        if (sessions.size >= limits.sessions)
            return fail(message, '503::too many sessions', again);
        const clientId = randomBytes(16).toString('hex');
        const session = sessions.create(clientId, true, who.identity);
        const acknowledges = Boolean(message.ext?.ack);
        if (acknowledges)
            session.acks = new Acks();
        return reply(message, {
            successful: true,
            ...(acknowledges && { ext: { ack: true } }),
            version: '1.0',
            clientId,
            supportedConnectionTypes: connectionTypes,
            advice: again,
        });
    }
    return {
        handshake,
        async connect(message, exchange) {
            // Of a client that joins, too: its join was lost on the way.
            const session = await found(message, exchange);
            if (!session)
                return unknown(message);
            const { connectionType } = message;
            const ack = message.ext?.ack;
            const stream = streams.get(session);
            if (typeof connectionType !== 'string')
                return fail(message, '400::connectionType is missing', again);
            if (connectionType === 'eventsource') {
                // Faye's form: the stream is opened beside this, and connects are its heartbeat.
                if (stream && sessions.takeUp(stream))
                    follow(session, stream, { reply: undefined, prompt: false, ack });
                const advice = { reconnect: 'retry', interval: timeout, timeout: 0 };
                return reply(message, { successful: true, clientId: session.key, advice });
            }
            const asked = message.advice?.timeout;
            const hold = typeof asked === 'number' && asked >= 0 ? Math.min(asked, timeout) : timeout;
            const link = exchange.link({ connectionType, hold, pad: 0 });
            if (!link)
                return fail(message, `301:${printable(connectionType)}:connection type not supported`, anew);
            const answer = reply(message, { successful: true, clientId: session.key, advice: again });
            const prompt = hold === 0 || exchange.before.length > 0;
            // The client did not see its stream open yet. If that ended, the browser would wait for seconds before the next.
            if (stream && session.link === stream)
                sessions.setAside(session, stream);
            follow(session, link, { reply: answer, prompt, ack });
            return undefined;
        },
        /** What a GET for a stream stands for, in Faye's form. */
        async stream(message, exchange) {
            const session = await found(message, exchange);
            const link = session && exchange.link({ connectionType: 'eventsource', hold: timeout, pad: 0 });
            if (!link)
                return unknown(message);
            // The browser has to see the stream open, though there is nothing to say yet.
            link.write([]);
            streams.set(session, link);
            follow(session, link, { reply: undefined, prompt: false });
            return undefined;
        },
        async subscribe(message, exchange) {
            const asked = subscriptionOf(message);
            const session = sessions.get(message.clientId);
            if (!session)
                return { ...unknown(message), ...asked };
            const wanted = new Set([message.subscription ?? []].flat());
            let error = wanted.size ? undefined : '400::subscription is missing';
            if (wanted.size > limits.subscriptions)
                error = tooMany;
            error ?? (error = (await permissions.reasonsAgainstSubscribing([...wanted], session.identity, exchange)).find(Boolean));
            // While all that was asked, the session may have ended, or got others.
            if (sessions.get(session.key) !== session)
                return { ...unknown(message), ...asked };
            const added = error ? [] : [...wanted].filter((pattern) => !session.patterns.has(pattern));
            if (session.patterns.size + added.length > limits.subscriptions)
                error = tooMany;
            if (sessions.patterns + added.length > limits.patterns)
                error ?? (error = '503::too many subscriptions');
            if (error)
                return { ...fail(message, error), ...asked };
            for (const pattern of added)
                sessions.subscribe(session, pattern);
            return reply(message, { successful: true, clientId: session.key, ...asked });
        },
        unsubscribe(message) {
            const asked = subscriptionOf(message);
            const session = sessions.get(message.clientId);
            if (!session)
                return { ...unknown(message), ...asked };
            for (const pattern of [message.subscription ?? []].flat())
                sessions.unsubscribe(session, pattern);
            return reply(message, { successful: true, clientId: session.key, ...asked });
        },
    };
}

export { createPlain };
//# sourceMappingURL=plain.js.map
