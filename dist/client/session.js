import { EnckeError, replyError } from '../protocol/errors.js';
import { isEvent, connect, handshake, disconnect } from '../protocol/message.js';
import { createDialer } from './dialer.js';
import { deadlineOf } from './path.js';
import { createPlain } from './plain.js';
import { createPublishing } from './publishing.js';
import { legalWhenIdle, transitions } from './states.js';

/** Milliseconds after which an answer that is due counts as missing. */
const answerTime = 10000;
/** Milliseconds online after which a loss begins a new series of tries. */
const settled = 250;
/**
 * The client's end of a session: no timers, no sockets, no clock. `step` takes what happened and returns what to do.
 * Call it with `tick` when `deadline` has come.
 */
function createSession({ key, random, connectionTypes, subscriptions, outbox }) {
    let state = 'idle';
    let effects = [];
    let now = 0;
    const paths = new Map();
    /** The link with the highest join that was answered. Only what arrives there moves a cursor. */
    let live;
    let liveJoin = 0;
    let number = 0;
    let ids = 0;
    let clientId;
    let timeout = 25000;
    let roundTrip = 0;
    let onlineSince = 0;
    const emit = (effect) => effects.push(effect);
    const dialer = createDialer(random, (again) => emit({ type: 'dial', again }));
    const publishing = createPublishing(outbox);
    const plain = createPlain(subscriptions, () => String(++ids));
    function move(cause, error) {
        const next = transitions[state][cause];
        if (!next)
            throw new Error(`session: ${cause} is illegal in state ${state}`);
        state = next;
        emit({ type: 'state', state, error });
    }
    /** Whether a join is out whose answer would take the session. */
    const underWay = () => [...paths.values()].some((path) => path.prompt && !path.answered && path.join > liveJoin);
    /** The first message on a link. A poll is held when all is as the server knows it. */
    function greet(path) {
        const known = state === 'online';
        const agreed = plain.active || !(subscriptions.changed || publishing.unsure);
        path.prompt = !(path.polls && known && agreed);
        path.sentAt = path.heardAt = now;
        path.due = now + answerTime;
        path.answered = false;
        const id = String(++ids);
        const hurry = path.polls && path.prompt;
        if (clientId && plain.active)
            return connect(`c${id}`, clientId, path.connectionType, undefined, hurry);
        const join = { join: (path.join = ++number), ...subscriptions.form(!known || !clientId) };
        path.version = join.version;
        path.published = outbox.answered;
        if (clientId)
            return connect(`c${id}`, clientId, path.connectionType, join, hurry);
        return handshake(`c${id}`, connectionTypes, { ...join, key, type: path.connectionType });
    }
    /** Joins anew, unless a join is under way: its answer leads here again. */
    function rejoin() {
        if (underWay() || dialer.waiting)
            return;
        if (live?.duplex)
            emit({ type: 'send', link: live.link, batch: [greet(live)] });
        else
            dialer.dial(true);
    }
    function flush(afresh = false) {
        if (state !== 'online' || !clientId)
            return;
        if (plain.active) {
            const batch = [...plain.changes(clientId), ...outbox.take(clientId)];
            if (batch.length)
                emit({ type: 'post', batch, afresh });
        }
        else if (subscriptions.changed) {
            rejoin();
        }
        else {
            const batch = outbox.take(clientId);
            if (batch.length || afresh) {
                if (live?.duplex) {
                    publishing.sentOn(live);
                    emit({ type: 'send', link: live.link, batch });
                }
                else
                    emit({ type: 'post', batch, afresh });
            }
        }
    }
    function online(path) {
        if (path.prompt)
            roundTrip = now - path.sentAt;
        path.answered = true;
        if (live !== path) {
            const previous = live;
            live = path;
            emit({ type: 'live', link: path.link });
            if (previous && paths.has(previous.link))
                drop(previous);
        }
        if (state === 'online')
            return;
        onlineSince = now;
        move('answered');
    }
    function answer(path, answer) {
        if (answer.stale !== undefined) {
            number = Math.max(number, answer.stale);
            path.over = path.answered = true;
            if (path.continues)
                rejoin();
            else
                emit({ type: 'stale', link: path.link });
            return;
        }
        if (answer.join < liveJoin || answer.join !== path.join)
            return;
        for (const [pattern, reason] of Object.entries(answer.refused ?? {})) {
            const error = replyError(reason, `subscribe to ${pattern}`);
            if (subscriptions.refuse(pattern, error))
                emit({ type: 'error', error });
        }
        if (!subscriptions.accept(answer, path.version)) {
            path.answered = path.over = true;
            if (path !== live)
                drop(path);
            rejoin();
            return;
        }
        const back = state !== 'online';
        liveJoin = answer.join;
        online(path);
        flush(publishing.joined(path, answer, back, subscriptions.changed));
    }
    function notice(path, { at, rotate, moved, missed = [] }) {
        if (moved !== undefined) {
            number = Math.max(number, moved);
            path.over = true;
            path.due = now + answerTime;
            for (const other of paths.values()) {
                if (!other.answered)
                    other.due = Math.min(other.due, now + Math.max(1000, 4 * roundTrip));
            }
        }
        if (path !== live)
            return;
        for (const gap of missed) {
            subscriptions.reset(gap.patterns, gap.to);
            emit({ type: 'missed', gap });
        }
        if (at)
            subscriptions.cursors.advance(at);
        if (rotate)
            rejoin();
    }
    /** The server turned a handshake or a connect down. Its advice decides, never the number of the error. */
    function turnedDown(path, message) {
        const error = replyError(message.error, message.channel);
        const { reconnect } = message.advice ?? {};
        path.over = path.answered = true;
        if (reconnect === 'none') {
            end(error);
            return;
        }
        if (reconnect === 'handshake') {
            clientId = undefined;
            const patterns = plain.reset();
            if (patterns.length)
                emit({ type: 'missed', gap: { patterns, from: '', to: '', reason: 'session' } });
        }
        lose(error);
    }
    function receive(path, message) {
        const encke = message.ext?.encke;
        if (message.advice)
            advised(message.advice);
        if (isEvent(message)) {
            hear(path, message);
        }
        else if (message.channel === '/meta/handshake' || message.channel === '/meta/connect') {
            if (!path)
                return;
            if (message.successful === false)
                return turnedDown(path, message);
            if (!clientId) {
                clientId = message.clientId;
                plain.active = !encke;
                if (plain.active) {
                    path.over = path.answered = true;
                    emit({
                        type: 'plain',
                        link: path.link,
                        connectionTypes: message.supportedConnectionTypes ?? ['long-polling'],
                    });
                    return;
                }
            }
            if (plain.active) {
                const back = state !== 'online';
                online(path);
                if (back)
                    flush(true);
            }
            if (encke && 'join' in encke)
                answer(path, encke);
            if (encke)
                notice(path, encke);
        }
        else if (message.channel === '/meta/disconnect') {
            if (state !== 'closed' && path)
                lose(new EnckeError('unknown-session', 'the server ended the session'));
        }
        else if (!plain.reply(message) && !outbox.reply(message, plain.active)) {
            repost();
        }
    }
    function advised({ timeout: silence = timeout, interval = 0 }) {
        timeout = silence;
        dialer.advise(interval);
    }
    function hear(path, message) {
        if (plain.active) {
            emit({ type: 'deliver', message, to: subscriptions.route(message.channel) });
        }
        else if (path && path === live && message.id) {
            const to = subscriptions.take(message.channel, message.id);
            if (to.length)
                emit({ type: 'deliver', message, to });
        }
    }
    /** What was posted has to go out again, after a join. */
    function repost() {
        if (publishing.unsure || state !== 'online')
            return;
        publishing.unsure = true;
        if (live?.duplex)
            rejoin();
        else
            dialer.retry(true, now);
    }
    function drop(path, error) {
        paths.delete(path.link);
        emit(error ? { type: 'drop', link: path.link, error } : { type: 'drop', link: path.link });
    }
    /** Nothing carries the session any more: find a new way. */
    function lose(error) {
        for (const path of [...paths.values()])
            drop(path);
        live = undefined;
        if (plain.active) {
            outbox.abandon();
            plain.forgetUnanswered();
        }
        if (state === 'online')
            dialer.succeeded(now - onlineSince > settled ? 0 : 1);
        if (state === 'online')
            move('lost', error);
        dialer.retry(false, now);
    }
    function closed(path, error = new EnckeError('network', 'the link was cut'), orderly = false) {
        const carried = path === live;
        paths.delete(path.link);
        if (carried)
            live = undefined;
        if (carried && !path.over) {
            if (path.polls && orderly)
                dialer.next(now);
            else
                lose(error);
        }
        else if (state === 'online' && live) {
            if (path.continues && !path.over)
                dialer.retry(true, now);
        }
        else if (state === 'online' && !dialer.waiting) {
            if (paths.size === 0 && path.over)
                dialer.dial(true);
            else if (paths.size === 0 || path.join === number)
                lose(error);
        }
        else if (plain.active && path.over)
            dialer.dial(true);
        flush();
    }
    function end(error) {
        if (clientId)
            emit({ type: 'post', batch: [disconnect(String(++ids), clientId, number)], afresh: true });
        for (const path of [...paths.values()])
            drop(path);
        live = undefined;
        dialer.cancel();
        outbox.close();
        move('ended', error);
    }
    function tick() {
        dialer.tick(now);
        for (const path of [...paths.values()]) {
            if (deadlineOf(path, timeout) > now || !paths.has(path.link))
                continue;
            const error = new EnckeError('timeout', `nothing came for ${Math.round(now - path.heardAt)} ms`);
            drop(path, error);
            closed(path, error);
        }
    }
    function handle(event) {
        switch (event.type) {
            case 'open':
                move('opened');
                return dialer.dial(false);
            case 'linked': {
                const { type: _, ...link } = event;
                const path = { ...link, continues: state === 'online', over: false };
                paths.set(path.link, path);
                emit({ type: 'send', link: path.link, batch: [greet(path)] });
                return;
            }
            case 'messages': {
                for (const message of event.batch) {
                    const path = paths.get(event.link);
                    if (!path)
                        return;
                    path.heardAt = now;
                    receive(path, message);
                }
                return;
            }
            case 'alive': {
                const path = paths.get(event.link);
                if (path)
                    path.heardAt = now;
                return;
            }
            case 'closed': {
                const path = paths.get(event.link);
                return path && closed(path, event.error, !event.error);
            }
            case 'aside':
                for (const message of event.batch)
                    receive(undefined, message);
                return flush();
            case 'unposted':
                if (plain.active)
                    return lose(event.error);
                if (event.error.code !== 'too-large')
                    return repost();
                outbox.tooLarge(event.error);
                return flush();
            case 'changed':
                return flush();
            case 'exhausted':
                emit({ type: 'error', error: event.error });
                return dialer.retry(false, now);
            case 'network':
                dialer.succeeded(0);
                if (dialer.waiting)
                    dialer.now();
                return;
            case 'tick':
                return tick();
            case 'close':
                return end(event.error);
        }
    }
    return {
        get state() {
            return state;
        },
        /** When `tick` is due; Infinity when nothing is. */
        get deadline() {
            if (state === 'closed')
                return Number.POSITIVE_INFINITY;
            return Math.min(dialer.due, ...[...paths.values()].map((path) => deadlineOf(path, timeout)));
        },
        /**
         * @param at - milliseconds on a clock that never goes back
         * @throws Error when the event makes no sense in this state: a mistake of the caller
         */
        step(event, at) {
            if (state === 'closed' && event.type !== 'open')
                return [];
            if (event.type === 'open' ? state !== 'idle' : state === 'idle' && !legalWhenIdle.includes(event.type)) {
                throw new Error(`session: ${event.type} is illegal in state ${state}`);
            }
            effects = [];
            now = at;
            handle(event);
            return effects;
        },
    };
}

export { createSession };
//# sourceMappingURL=session.js.map
