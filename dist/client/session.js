import { EnckeError, replyError } from '../protocol/errors.js';
import { isEvent, connect, handshake, disconnect } from '../protocol/message.js';
import { createDialer } from './dialer.js';
import { deadlineOf } from './path.js';
import { createPlain } from './plain.js';
import { createPublishing } from './publishing.js';
import { legalWhenIdle, transitions } from './states.js';
import { createWatch } from './watch.js';

/** Milliseconds after which an answer that is due counts as missing. */
const answerTime = 10000;
/** Milliseconds of silence after which a link is not trusted when the page, or the network, comes back. */
const doubtful = 5000;
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
    let askedAt = 0;
    let onlineSince = 0;
    const emit = (effect) => effects.push(effect);
    const dialer = createDialer(random, (again) => {
        if (again && plain.active && live && live.kind !== 'poll')
            connectAgain(live);
        else
            emit({ type: 'dial', again });
    });
    const watch = createWatch();
    const publishing = createPublishing(outbox);
    const plain = createPlain(subscriptions, () => String(++ids));
    function move(cause, error) {
        const next = transitions[state][cause];
        if (!next)
            throw new Error(`session: ${cause} is illegal in state ${state}`);
        state = next;
        emit({ type: 'state', state, error });
    }
    function took(milliseconds) {
        roundTrip = Math.min(milliseconds, roundTrip ? roundTrip * 1.25 : answerTime);
    }
    /** Whether a join is out whose answer would take the session. */
    const underWay = () => [...paths.values()].some((path) => path.prompt && !path.answered && path.join > liveJoin);
    const patience = () => Math.max(1000, 4 * roundTrip);
    function send(path, batch) {
        path.sent++;
        if (path === live && path.kind === 'duplex')
            watch.expect(now, roundTrip);
        emit({ type: 'send', link: path.link, batch });
    }
    /** The first message on a link. A poll is held when all is as the server knows it. */
    function greet(path, held = false) {
        const known = state === 'online';
        const agreed = plain.active || !(subscriptions.changed || publishing.unsure);
        path.prompt = !held && !(path.kind === 'poll' && known && agreed && path.purpose === 'successor');
        path.sentAt = path.heardAt = now;
        path.due = now + answerTime;
        // A socket takes three round trips to open, a request one at most.
        if (path.purpose === 'probe')
            path.due = now + patience() * (path.kind === 'duplex' ? 3 : 1);
        path.answered = path.over = false;
        const id = String(++ids);
        const hurry = path.prompt && (path.kind === 'poll' || (path.kind === 'duplex' && plain.active));
        if (clientId && plain.active)
            return connect(`c${id}`, clientId, path.connectionType, undefined, hurry);
        path.join = path.purpose === 'probe' ? 0 : ++number;
        const { pad, silence } = path;
        const join = {
            join: path.join,
            ...(silence && { timeout: silence }),
            ...(pad && { pad }),
            ...subscriptions.form(!known || !clientId),
        };
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
        if (live?.kind === 'duplex')
            send(live, [greet(live)]);
        else
            dialer.dial(true);
    }
    /** To a plain server, whose connects go beside what they keep alive. */
    function connectAgain(path) {
        const batch = [greet(path, path.kind === 'duplex')];
        if (path.kind === 'duplex')
            send(path, batch);
        else
            emit({ type: 'post', batch, afresh: false });
    }
    function flush(afresh = false) {
        if (state !== 'online' || !clientId)
            return;
        if (plain.active) {
            const batch = [...plain.changes(clientId), ...outbox.take(clientId)];
            if (!batch.length)
                return;
            if (live?.kind === 'duplex')
                send(live, batch);
            else
                emit({ type: 'post', batch, afresh });
        }
        else if (subscriptions.changed || publishing.unsure) {
            rejoin();
        }
        else {
            const batch = outbox.take(clientId);
            if (batch.length || afresh) {
                if (live?.kind === 'duplex') {
                    publishing.sentOn(live);
                    if (batch.length)
                        send(live, batch);
                }
                else
                    emit({ type: 'post', batch, afresh });
            }
        }
    }
    function online(path) {
        // The first word on a link that runs both ways waits for the link to open.
        if (path.prompt && !(path.kind === 'duplex' && path.sent === 1))
            took(now - path.sentAt);
        path.answered = true;
        path.purpose = 'successor';
        if (live !== path) {
            const previous = live;
            live = path;
            watch.begin(path.kind === 'poll' || plain.active ? Number.POSITIVE_INFINITY : now);
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
            if (path.purpose === 'successor')
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
                    other.due = Math.min(other.due, now + patience());
            }
            // Who took the session has been given up here meanwhile.
            if (path === live && path.kind === 'duplex')
                rejoin();
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
        if (encke && 'join' in encke && !path)
            wrote(encke);
        if (isEvent(message)) {
            hear(path, message);
        }
        else if (message.channel === '/meta/handshake' || message.channel === '/meta/connect') {
            if (!path) {
                if (!plain.active || !live)
                    return;
                path = live;
                path.heardAt = now;
            }
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
                    if (path.kind === 'duplex' && paths.has(path.link))
                        send(path, [greet(path)]);
                    return;
                }
            }
            if (plain.active) {
                const back = state !== 'online';
                online(path);
                if (path.kind !== 'poll')
                    dialer.next(now);
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
    /** Says beside the live link how much of it has come. */
    function ask() {
        if (!live || !clientId || plain.active)
            return;
        const { connectionType, heard } = live;
        const question = connect(`w${++ids}`, clientId, connectionType, { written: heard }, true);
        askedAt = now;
        emit({ type: 'post', batch: [question], afresh: false });
    }
    /** The server's word, beside the live link, on how much it has written there and how much it has read. */
    function wrote({ join, written, read }) {
        if (!live || live.kind === 'poll' || join !== liveJoin)
            return;
        if (askedAt)
            took(now - askedAt);
        askedAt = 0;
        const { heard, sent } = live;
        const why = written === undefined
            ? 'the server has lost this link'
            : written > heard
                ? `the server has written ${written} batches on this link and ${heard} have come`
                : read !== undefined && read < sent
                    ? `${sent} batches were sent on this link and the server has read ${read}`
                    : undefined;
        watch.told(now, why, roundTrip, timeout);
    }
    function advised({ timeout: silence = timeout, interval = 0 }) {
        timeout = silence + interval;
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
        if (publishing.unsure || state !== 'online' || !outbox.underWay)
            return;
        publishing.unsure = true;
        if (live?.kind === 'duplex')
            rejoin();
        else
            dialer.retry(true, now);
    }
    function drop(path, error) {
        paths.delete(path.link);
        emit(error ? { type: 'drop', link: path.link, error } : { type: 'drop', link: path.link });
    }
    /** Nothing carries the session any more: find a new way. */
    function lose(error, asleep = false) {
        for (const path of [...paths.values()])
            drop(path);
        live = undefined;
        watch.begin(Number.POSITIVE_INFINITY);
        if (plain.active) {
            outbox.abandon();
            plain.forgetUnanswered();
        }
        if (state === 'online')
            dialer.succeeded(now - onlineSince > settled ? 0 : 1);
        if (state === 'online')
            move('lost', error);
        if (!asleep)
            dialer.retry(false, now);
    }
    function closed(path, error = new EnckeError('network', 'the link was cut'), orderly = false) {
        const carried = path === live;
        paths.delete(path.link);
        if (carried)
            live = undefined;
        if (carried && !path.over) {
            if (path.kind === 'poll' && orderly)
                dialer.next(now);
            else
                lose(error);
        }
        else if (state === 'online' && (live || (path.purpose !== 'successor' && serving()))) {
            if (path.purpose === 'successor' && !path.over)
                dialer.retry(true, now);
            else if (live?.kind === 'duplex' && live.over)
                rejoin();
        }
        else if (state === 'online' && !dialer.waiting && path.purpose !== 'probe') {
            if (!serving() && path.over)
                dialer.dial(true);
            else if (!serving() || path.join === number)
                lose(error);
        }
        else if (plain.active && path.over) {
            dialer.dial(true);
        }
        else if (plain.active && path.purpose === 'successor')
            dialer.retry(false, now);
        flush();
    }
    /** Whether some link has the session, or may yet get it. */
    const serving = () => [...paths.values()].some(({ purpose }) => purpose !== 'probe');
    /** The page sleeps: nothing is open meanwhile, and nothing is sought. */
    function rest() {
        lose(undefined, true);
        dialer.cancel();
        emit({ type: 'post', batch: [], afresh: true });
    }
    /** The network, the page or the user is back: what was silent for long has to show that it is alive. */
    function back() {
        dialer.succeeded(0);
        if (dialer.waiting)
            dialer.now();
        else if (paths.size === 0)
            dialer.dial(false);
        else if (state === 'online' && [...paths.values()].every(({ heardAt }) => now - heardAt > doubtful)) {
            publishing.unsure = true;
            rejoin();
            watch.expect(now, roundTrip);
        }
    }
    const goodbye = (session) => [disconnect(String(++ids), session, number)];
    function end(error) {
        if (clientId && live?.kind === 'duplex')
            send(live, goodbye(clientId));
        else if (clientId)
            emit({ type: 'post', batch: goodbye(clientId), afresh: true });
        for (const path of [...paths.values()])
            drop(path);
        live = undefined;
        dialer.cancel();
        outbox.close();
        move('ended', error);
    }
    function tick() {
        dialer.tick(now);
        const doubt = watch.tick(now);
        if (doubt && live) {
            if ('ask' in doubt)
                ask();
            else
                emit({ type: 'doubt', link: live.link, error: new EnckeError('timeout', doubt.verdict) });
        }
        for (const path of [...paths.values()]) {
            if (deadlineOf(path, timeout) > now || !paths.has(path.link))
                continue;
            const error = new EnckeError('timeout', `nothing came for ${Math.round(now - path.heardAt)} ms`);
            drop(path, error);
            closed(path, error);
        }
    }
    function hearFrom(link, batches) {
        const path = paths.get(link);
        if (!path)
            return;
        path.heardAt = now;
        path.heard += batches;
        if (path === live && path.kind !== 'poll' && !plain.active)
            watch.heard(now, timeout);
    }
    function handle(event) {
        switch (event.type) {
            case 'open':
                move('opened');
                return dialer.dial(false);
            case 'linked': {
                const { type: _, ...link } = event;
                const path = { ...link, heard: 0, sent: 0 };
                paths.set(path.link, path);
                return send(path, [greet(path)]);
            }
            case 'join': {
                const path = paths.get(event.link);
                if (!path)
                    return;
                path.purpose = 'candidate';
                return send(path, [greet(path)]);
            }
            case 'messages': {
                hearFrom(event.link, 1);
                for (const message of event.batch) {
                    const path = paths.get(event.link);
                    if (!path)
                        return;
                    receive(path, message);
                }
                return;
            }
            case 'alive':
                return hearFrom(event.link, 0);
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
            case 'renew':
                return dialer.dial(true);
            case 'return':
                return state !== 'idle' ? back() : undefined;
            case 'rest':
                return state !== 'idle' ? rest() : undefined;
            case 'leave':
                if (clientId)
                    emit({ type: 'bye', batch: goodbye(clientId) });
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
        /** Whether the session runs over this link, and the server has not said that it ends. */
        runsOver: (link) => live?.link === link && !live.over,
        /** When `tick` is due; Infinity when nothing is. */
        get deadline() {
            if (state === 'closed')
                return Number.POSITIVE_INFINITY;
            return Math.min(dialer.due, watch.due, ...[...paths.values()].map((path) => deadlineOf(path, timeout)));
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
