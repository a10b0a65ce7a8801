import { EnckeError, replyError } from '../../protocol/errors.js';
import { isEvent } from '../../protocol/message.js';
import { eventsOf } from '../subscriptions/event.js';
import { answerTime, never } from '../times.js';

/** Handshakes in a row after which no connect has succeeded, at most. */
const mostStrange = 4;
const loop = 'the server forgets each session: its cookie is lost, or each request reaches another node';
/** So many streams that are late, each within so many milliseconds of the one before, are held back until their end. */
const oftenLate = 3;
const inARow = 5000;
/** Most milliseconds that an advice may ask for. */
const longestAdvice = 86400000;
/** What an advice asks for, if that is a time. */
const timeOf = (advised = 0, otherwise = 0) => (advised > 0 ? Math.min(advised, longestAdvice) : otherwise);
/** What follows from the messages of the server. `path` is undefined for what came beside the links. */
function createHearing(session) {
    const { key, paths, plain, publishing, watch, dialer, subscriptions, outbox, emit } = session;
    const { greetOn, rejoin, flush, repost, untaken, lose, end } = session;
    /** What comes on the live link follows from an answer that was not accepted. */
    let deaf = false;
    /** When a stream was last late, and how often in a row. */
    let lateAt = -never;
    let timesLate = 0;
    /** The server answered over this path: it has the session. */
    function online(path) {
        const { live } = paths;
        // The first word on a link that runs both ways waits for the link to open.
        if (path.awaited && !(path.kind === 'duplex' && path.sent === 1))
            paths.took(paths.now - path.sentAt);
        path.awaited = false;
        path.purpose = 'successor';
        paths.haste = never;
        if (live !== path) {
            paths.vain = 0;
            paths.live = path;
            dialer.cancel();
            // Where publications are under way it may be requests that fail: an answer to one of those has to come first.
            if (!outbox.underWay)
                dialer.succeeded(1);
            watch.begin();
            emit({ type: 'live', link: path.link });
            if (live && paths.has(live))
                paths.drop(live);
            if (live?.kind === 'duplex') {
                plain.forgetUnanswered();
                if (plain.active)
                    outbox.abandon();
            }
        }
        if (paths.state !== 'online')
            paths.move('online');
    }
    /** The server wants another join. */
    function demanded() {
        if (dialer.hasty())
            throw new EnckeError('malformed', 'the server wants join after join');
    }
    /** The server has answered on it, and leaves it without a session. */
    function leave(path) {
        path.over = true;
        path.awaited = false;
    }
    /** The answer to a join. */
    function answer(path, answer) {
        // A node that has not heard of the later join would serve an earlier one.
        if (answer.stale !== undefined || answer.join < paths.liveJoin) {
            paths.know(answer.stale ?? 0);
            leave(path);
            if (path.purpose !== 'probe')
                demanded();
            if (path.purpose !== 'successor')
                return emit({ type: 'stale', link: path.link });
            // The server keeps it open for a while, for whom that would prove something.
            if (path.kind === 'stream')
                paths.drop(path);
            paths.hurry();
            return rejoin();
        }
        if (answer.join !== path.join)
            return;
        for (const [pattern, reason] of Object.entries(answer.refused ?? {})) {
            const error = replyError(reason, `subscribe to ${pattern}`);
            if (subscriptions.refuse(pattern, error))
                emit({ type: 'error', error });
        }
        if (!subscriptions.accept(answer, path.named)) {
            leave(path);
            demanded();
            if (path === paths.live)
                deaf = true;
            else if (path.kind === 'duplex')
                return greetOn(path);
            else
                paths.drop(path);
            return rejoin();
        }
        deaf = false;
        const back = paths.state !== 'online';
        paths.liveJoin = answer.join;
        online(path);
        flush(publishing.joined(path, answer, back, subscriptions.changed));
    }
    /** The answer came when the server ended the stream for another link. Now and then, it is the server that stood still. */
    function cameLate({ link }) {
        timesLate = paths.now - lateAt < inARow ? timesLate + 1 : 1;
        lateAt = paths.now;
        if (timesLate < oftenLate)
            return dialer.dial(false);
        emit({ type: 'doubt', link, error: new EnckeError('timeout', 'what it had came with its end') });
    }
    /** What the server says of a link beside answers and events. */
    function notice(path, { at, rotate, moved, missed = [] }) {
        if (moved !== undefined) {
            paths.know(moved);
            path.over = path.moved = true;
            path.due = paths.now + answerTime;
            paths.hurry();
            if (path !== paths.live)
                return;
            const taker = paths.all.find(({ join }) => join === moved);
            // Who took the session has been given up here meanwhile; else its answer is on its way.
            if (!taker || taker === path)
                demanded();
            if (path.kind === 'duplex')
                rejoin();
            else if (path.kind === 'stream' && !taker)
                cameLate(path);
        }
        if (path !== paths.live || deaf)
            return;
        for (const gap of missed) {
            if (subscriptions.skip(gap))
                emit({ type: 'missed', gap });
            publishing.heard(gap.to);
        }
        if (at) {
            subscriptions.advance(at);
            publishing.heard(at);
        }
        if (!rotate)
            return;
        demanded();
        rejoin();
    }
    /** The server turned a handshake or a connect down. Its advice decides, never the number of the error. */
    function turnedDown(path, message) {
        const { channel, advice } = message;
        const error = replyError(message.error, channel, message);
        leave(path);
        if (advice?.reconnect === 'none')
            return end(error);
        if (advice?.reconnect === 'handshake') {
            if (plain.strange > mostStrange)
                return end(new EnckeError('refused', loop, error));
            plain.reset();
        }
        else if (paths.state !== 'online')
            emit({ type: 'error', error });
        lose(error);
    }
    /** The first answer to a handshake. True when the server is a plain one. */
    function acquainted(path, { clientId, ext, supportedConnectionTypes }) {
        paths.clientId = ext?.encke ? key : clientId;
        if (!paths.clientId)
            throw new EnckeError('malformed', 'no clientId');
        plain.active = !ext?.encke;
        if (!plain.active)
            return false;
        plain.strange++;
        leave(path);
        emit({ type: 'plain', link: path.link, connectionTypes: [supportedConnectionTypes ?? 'long-polling'].flat() });
        if (path.kind === 'duplex' && paths.has(path))
            greetOn(path);
        return true;
    }
    function connected(path, message) {
        const encke = message.ext?.encke;
        // Who took it for another answer would ask twice, and twice as often with each of those.
        const repeated = message.id && message.id === path.answered;
        path.answered = message.id;
        if (!message.successful || message.advice?.reconnect === 'none')
            return turnedDown(path, message);
        // It is of the session before, whose events would come there too.
        if (!paths.clientId && !encke && message.channel !== '/meta/handshake')
            return lose();
        if (!paths.clientId && acquainted(path, message))
            return;
        if (plain.active) {
            const back = paths.state !== 'online';
            const { live } = paths;
            plain.strange = 0;
            plain.polled = path.kind === 'poll';
            online(path);
            if (path.kind !== 'poll' && !repeated) {
                dialer.next();
                // A poll that is held brings what it has.
                for (const other of paths.all) {
                    if (other.kind !== 'poll' || other.purpose !== 'successor' || other.left)
                        continue;
                    other.over = other.left = true;
                    other.due = paths.now + answerTime;
                }
            }
            if (plain.askAgain() || back || (live && live !== path))
                flush();
            return;
        }
        if (encke && 'join' in encke)
            answer(path, encke);
        if (encke)
            notice(path, encke);
    }
    function advised({ timeout, interval }) {
        const silence = timeOf(timeout, paths.timeout - paths.interval);
        paths.interval = timeOf(interval);
        paths.timeout = silence + paths.interval;
    }
    /** Some of one channel, in order. */
    function events(path, some) {
        const { channel, id } = some[0];
        const deliver = (events, to) => emit({ type: 'deliver', events, to });
        if (plain.active)
            deliver(eventsOf(some, false), subscriptions.route(channel));
        else if (path && path === paths.live && id && !deaf) {
            path.busy = true;
            subscriptions.take(eventsOf(some, true), deliver);
        }
    }
    /** Anything but an event. */
    function told(path, message) {
        const { channel, ext } = message;
        if (!path && ext?.encke && 'join' in ext.encke)
            watch.told(ext.encke);
        if (channel === '/meta/handshake' || channel === '/meta/connect') {
            // Another link has the session: events alone count there.
            if (path?.left)
                return;
            // A plain server answers beside a stream the connects that keep it alive.
            const of = path ?? (plain.active ? paths.live : undefined);
            if (!of)
                return;
            of.heardAt = paths.now;
            connected(of, message);
        }
        else if (!channel) {
            // An answer to a whole frame: no message of it was read.
            untaken(replyError(message.error, 'the last frame'));
        }
        else if (!plain.reply(message)) {
            if (!outbox.reply(message, plain.active))
                return repost();
            publishing.answered(path);
            if (path === paths.live)
                watch.answered();
            // Unless it is links that fail, beside what carries this one.
            if (!dialer.waiting && !paths.underWay)
                dialer.succeeded(1);
        }
    }
    /** Whether it is another event of the same channel, and nothing else. */
    const continues = (message, { channel }) => message.channel === channel && isEvent(message) && !message.advice;
    /** Hot: nearly all messages are events, and those of one channel go on together. Once the path is gone, the rest counts no more. */
    return function hear(path, batch) {
        let ended = false;
        for (let begin = 0, until = 0; begin < batch.length; begin = until) {
            const message = batch[begin];
            until++;
            if (message.advice)
                advised(message.advice);
            if (message.channel !== '/meta/connect')
                dialer.heard();
            if (isEvent(message)) {
                while (until < batch.length && continues(batch[until], message))
                    until++;
                events(path, until - begin < batch.length ? batch.slice(begin, until) : batch);
            }
            else {
                told(path, message);
                if (path && !paths.has(path))
                    return;
                ended || (ended = message.channel === '/meta/disconnect');
            }
        }
        if (path && ended)
            lose(new EnckeError('unknown-session', 'the server ended the session'));
    };
}

export { createHearing };
//# sourceMappingURL=hearing.js.map
