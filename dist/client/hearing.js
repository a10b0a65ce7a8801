import { replyError, EnckeError } from '../protocol/errors.js';
import { isEvent } from '../protocol/message.js';
import { answerTime } from './times.js';

const loop = 'the server forgets each session: its cookie is lost, or each request reaches another node';
/** What follows from the messages of the server. `path` is undefined for what came beside the links. */
function createHearing(session) {
    const { paths, plain, publishing, watch, dialer, subscriptions, outbox, emit } = session;
    /** What comes on the live link follows from an answer that was not accepted. */
    let deaf = false;
    /** Another link has taken the session from one that was answered: it has to show soon that it flows. */
    function hurry() {
        for (const other of paths.all) {
            if (other.awaited)
                other.due = Math.min(other.due, paths.now + paths.patience);
        }
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
            paths.number = Math.max(paths.number, answer.stale ?? 0);
            leave(path);
            if (path.purpose !== 'successor')
                return emit({ type: 'stale', link: path.link });
            hurry();
            return session.rejoin();
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
            if (path === paths.live)
                deaf = true;
            else
                session.drop(path);
            return session.rejoin();
        }
        deaf = false;
        const back = paths.state !== 'online';
        paths.liveJoin = answer.join;
        session.online(path);
        session.flush(publishing.joined(path, answer, back, subscriptions.changed));
    }
    /** What the server says of a link beside answers and events. */
    function notice(path, { at, rotate, moved, missed = [] }) {
        if (moved !== undefined) {
            paths.number = Math.max(paths.number, moved);
            path.over = path.moved = true;
            path.due = paths.now + answerTime;
            hurry();
            // Who took the session has been given up here meanwhile.
            if (path === paths.live && path.kind === 'duplex')
                session.rejoin();
        }
        if (path !== paths.live || deaf)
            return;
        for (const gap of missed) {
            if (subscriptions.skip(gap))
                emit({ type: 'missed', gap });
        }
        if (at)
            subscriptions.cursors.advance(at);
        if (rotate)
            session.rejoin();
    }
    /** The server turned a handshake or a connect down. Its advice decides, never the number of the error. */
    function turnedDown(path, message) {
        const { channel, advice } = message;
        const error = replyError(message.error, channel, message);
        leave(path);
        if (advice?.reconnect === 'none')
            return session.end(error);
        if (advice?.reconnect === 'handshake') {
            if (plain.strange > 1)
                return session.end(new EnckeError('refused', loop, error));
            session.forget();
        }
        session.lose(error);
    }
    /** The first answer to a handshake. True when the server is a plain one. */
    function acquainted(path, { clientId, ext, supportedConnectionTypes }) {
        paths.clientId = clientId;
        plain.active = !ext?.encke;
        if (!plain.active)
            return false;
        plain.strange++;
        leave(path);
        emit({ type: 'plain', link: path.link, connectionTypes: supportedConnectionTypes ?? ['long-polling'] });
        if (path.kind === 'duplex' && paths.has(path))
            session.greetOn(path);
        return true;
    }
    function connected(path, message) {
        const encke = message.ext?.encke;
        if (message.successful === false)
            return turnedDown(path, message);
        if (!paths.clientId && acquainted(path, message))
            return;
        if (plain.active) {
            const back = paths.state !== 'online';
            plain.strange = 0;
            plain.polled = path.kind === 'poll';
            session.online(path);
            if (path.kind !== 'poll')
                dialer.next();
            if (back)
                session.flush(true);
        }
        if (encke && 'join' in encke)
            answer(path, encke);
        if (encke)
            notice(path, encke);
    }
    function advised({ timeout = paths.timeout - paths.interval, interval = 0 }) {
        paths.timeout = timeout + interval;
        paths.interval = interval;
    }
    /** Some of one channel, in order. */
    function events(path, some) {
        const { channel, id } = some[0];
        const deliver = (messages, to) => emit({ type: 'deliver', messages, to });
        if (plain.active)
            deliver(some, subscriptions.route(channel));
        else if (path && path === paths.live && id && !deaf)
            subscriptions.take(some, deliver);
    }
    /** Anything but an event. */
    function told(path, message) {
        const { channel, ext } = message;
        if (!path && ext?.encke && 'join' in ext.encke)
            watch.told(ext.encke);
        if (channel === '/meta/handshake' || channel === '/meta/connect') {
            // Another link has the session: only publications are answered there.
            if (path?.left)
                return;
            // A plain server answers beside a stream the connects that keep it alive.
            const of = path ?? (plain.active ? paths.live : undefined);
            if (!of)
                return;
            of.heardAt = paths.now;
            connected(of, message);
        }
        else if (channel === '/meta/disconnect') {
            if (path)
                path.ended = true;
        }
        else if (!channel) {
            // An answer to a whole frame: no message of it was read.
            session.untaken(replyError(message.error, 'the last frame'));
        }
        else if (!plain.reply(message)) {
            if (!outbox.reply(message, plain.active))
                return session.repost();
            publishing.answered();
            // Unless it is links that fail, beside what carries this one.
            if (!dialer.waiting && !paths.underWay)
                dialer.succeeded(1);
        }
    }
    /** Whether it is another event of the same channel, and nothing else. */
    const continues = (message, { channel }) => message.channel === channel && isEvent(message) && !message.advice;
    /** Hot: nearly all messages are events, and those of one channel go on together. Once the path is gone, the rest counts no more. */
    return function hear(path, batch) {
        for (let begin = 0, end = 0; begin < batch.length; begin = end) {
            const message = batch[begin];
            end++;
            if (message.advice)
                advised(message.advice);
            if (isEvent(message)) {
                while (end < batch.length && continues(batch[end], message))
                    end++;
                events(path, end - begin < batch.length ? batch.slice(begin, end) : batch);
            }
            else {
                told(path, message);
                if (path && !paths.has(path))
                    return;
            }
        }
    };
}

export { createHearing };
//# sourceMappingURL=hearing.js.map
