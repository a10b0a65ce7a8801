import { isService } from '../../protocol/channel.js';
import { epochOf, isPosition, later } from '../../protocol/position.js';
import { createHint } from '../complaints.js';
import { recall } from '../sessions/record.js';
import { isPoll, connectionTypes } from '../transports/index.js';
import { isKey, printable, badJoin } from './checks.js';
import { fail, turnAway, unknown, reply, retry, stop, anew } from './replies.js';

/** Least milliseconds between heartbeats, and most characters of padding, whatever a client wishes. */
const leastHold = 1000;
const mostPadding = 65536;
/** Beyond so many times as many subscriptions as it may have, a join is refused as a whole: each refusal is an answer. */
const timesTooMany = 16;
/** A page that listened to a service channel would wait for ever. */
const serverOnly = 'what is published below /service/ is heard by the server alone';
/** Of the positions that the client has. */
function newestEpoch({ at = '', own = {} }) {
    const positions = [at, ...Object.values(own)].filter(isPosition);
    return epochOf(positions.reduce(later, ''));
}
const isHandshake = ({ channel }) => channel === '/meta/handshake';
/** The join of a browser that connects again by itself: it asks as it did at first, and says beside it how far it has come. */
function resumed(join, lastEventId) {
    if (!isPosition(lastEventId))
        return join;
    const beyond = (place) => (isPosition(place) ? later(place, lastEventId) : lastEventId);
    const own = Object.entries(join.own ?? {}).map(([pattern, place]) => [pattern, beyond(place)]);
    return { ...join, at: beyond(join.at), own: Object.fromEntries(own) };
}
/** The connection type of the link that a join asks for. */
const typeOf = (message, { type }) => (isHandshake(message) ? type : message.connectionType);
/** It is for one answer, at once. */
const isBrief = ({ advice }) => advice?.timeout === 0;
/** What is the same for the same user. */
const isSame = (identity, other) => JSON.stringify(identity) === JSON.stringify(other);
/** Answers the joins of our clients. */
function createJoins({ sessions, log, limits, timeout, refused: count }, permissions) {
    const tooMany = `413::more than ${limits.subscriptions} subscriptions`;
    const changed = createHint('authenticate has returned another identity for a session than before: return the same value for the same user');
    const full = (message, what) => fail(message, `503::too many ${what}`, retry(timeout));
    /** What is wrong with a join in itself; undefined when nothing is. */
    function wrongWith(join) {
        const bad = badJoin(join);
        if (bad)
            return bad;
        return (join.subscriptions?.length ?? 0) > timesTooMany * limits.subscriptions ? tooMany : undefined;
    }
    /** The session of that key, unless it is somebody else's. */
    function sessionOf(key, identity) {
        const session = sessions.get(key);
        if (!session || isSame(session.identity, identity))
            return session;
        changed();
        return undefined;
    }
    /** The join, with the subscriptions that another node knows; undefined when none does. */
    async function recalled(join, key, identity) {
        const record = await recall(log, key);
        const same = record?.version === join.version && isSame(record.identity, identity);
        return same ? { ...join, subscriptions: record.patterns, latest: record.latest } : undefined;
    }
    /** Which of these patterns are refused, and why; about those beyond the limit nobody was asked. */
    function refusals(patterns, reasons) {
        const refused = Object.create(null);
        patterns.forEach((pattern, index) => {
            const unheard = isService(pattern) ? `405:${printable(pattern)}:${serverOnly}` : undefined;
            const reason = index < reasons.length ? (unheard ?? reasons[index]) : tooMany;
            if (reason)
                refused[pattern] = reason;
        });
        return refused;
    }
    function linkFor(message, join, exchange) {
        const connectionType = typeOf(message, join);
        if (typeof connectionType !== 'string')
            return undefined;
        const hold = Math.min(timeout, Math.max(leastHold, join.timeout ?? timeout));
        return exchange.link({ connectionType, hold, pad: Math.min(mostPadding, join.pad ?? 0), brief: isBrief(message) });
    }
    /** The reply to a join of a client of ours; undefined when its link has the answer. */
    return async function answerJoin(message, asks, key, exchange) {
        if (!isKey(key))
            return fail(message, '400::the session key is 22 characters of base64url', stop);
        const wrong = wrongWith(asks);
        if (wrong)
            return fail(message, wrong, stop);
        const join = resumed(asks, exchange.headers['last-event-id']);
        const suspended = sessions.watchSuspensions();
        const who = await permissions.identify(message, exchange);
        if (!who)
            return turnAway(message, exchange);
        const { identity } = who;
        const known = sessionOf(key, identity);
        if (!known && sessions.size >= limits.sessions)
            return full(message, 'sessions');
        const isWhole = join.subscriptions || known?.version === join.version;
        const whole = isWhole ? join : await recalled(join, key, identity);
        const stale = known !== undefined && join.join < known.number;
        if (!whole && !stale)
            return unknown(message);
        const { subscriptions } = whole ?? join;
        const again = permissions.mayChange ? known?.patterns : undefined;
        const asked = [...new Set(stale ? [] : (subscriptions ?? again))];
        const some = asked.slice(0, limits.subscriptions);
        const refused = refusals(asked, await permissions.reasonsAgainstSubscribing(some, identity, exchange));
        const handshake = isHandshake(message);
        const prompt = handshake || isBrief(message) || Boolean(subscriptions) || !isPoll(typeOf(message, join));
        if (newestEpoch(join) > epochOf(log.tail))
            await log.catchUp();
        const published = prompt ? await log.published(key) : 0;
        if (suspended(identity))
            return answerJoin(message, join, key, exchange);
        // While all that was asked, another join of the same client may have begun or ended the session.
        const current = sessionOf(key, identity);
        if (!current && sessions.size >= limits.sessions)
            return full(message, 'sessions');
        // What is stale was asked nobody about: it must not begin a session, nor take one.
        const fits = stale ? current && join.join < current.number : subscriptions || current?.version === join.version;
        // Its page has gone, and sent this before: Firefox would hold what it opens for as long as there is something to hear.
        if (!fits || current?.leaving)
            return unknown(message);
        const more = asked.length - Object.keys(refused).length - (current?.patterns.size ?? 0);
        if (more > 0 && sessions.patterns + more > limits.patterns)
            return full(message, 'subscriptions');
        const link = linkFor(message, join, exchange);
        if (!link)
            return fail(message, `301:${printable(typeOf(message, join))}:connection type not supported`, anew);
        const session = current ?? sessions.create(key, false, identity);
        const answer = reply(message, {
            successful: true,
            ...(handshake && { version: '1.0', clientId: key, supportedConnectionTypes: connectionTypes }),
            ...(prompt && { advice: retry(link.hold) }),
        });
        for (const reason of Object.values(refused))
            count(reason);
        sessions.join(session, { link, join: whole ?? join, reply: answer, prompt, published, refused });
        return undefined;
    };
}

export { createJoins };
//# sourceMappingURL=joins.js.map
