import { EnckeError } from '../../protocol/errors.js';
import { prompt } from '../times.js';
import { plan } from './plan.js';
import { createStandings } from './standings.js';

/** Milliseconds for which a transport is left to itself, at least, before a better one is tried. */
const rest = 1000;
/**
 * Finds the best transport that really delivers. The best request and what runs both ways start together; the next one
 * starts when they fail, or beside them when they are silent. The first over which the server's answer comes is live: nothing
 * else counts as success. What is better, or asked for, is tried by a link that cannot take the session from one that is
 * sound before it has proved itself: for ever, ever more seldom.
 */
function createNegotiator(options) {
    const { transports, target, memory, open, close, sound, step, decided } = options;
    const { now, random, setTimeout, clearTimeout } = target.environment;
    const standings = createStandings(target.environment);
    let attempts = [];
    let connectionTypes;
    let only;
    let waiting = [];
    let failures = [];
    let stagger = 0;
    /** Has the session, or had it last. */
    let current;
    /** For what those in the race are opened. */
    let racing;
    /** For the next in the race, for the next try of what would be better. */
    let timer;
    let upgrade;
    const wanted = ({ name }) => !only || only.includes(name);
    const rank = (transport) => transports.indexOf(transport);
    const planned = () => plan(transports.filter(wanted), target, { troubled: standings.troubled, proved: memory.proved, connectionTypes });
    function forget(attempt) {
        attempts = attempts.filter((other) => other !== attempt);
    }
    function tell(kind, { name }, reason, attempt) {
        const time = now();
        if (attempt)
            attempt.told = kind;
        const { since = time, link } = attempt ?? {};
        decided({ time, kind, transport: name, reason, elapsed: time - since, received: link?.received ?? 0 });
    }
    function start(transport, purpose, reason) {
        if (reason)
            tell('trying', transport, reason);
        const { silence, age } = memory;
        const attempt = open(transport, purpose, { pad: standings.pad(transport), silence, age });
        attempts = [...attempts, Object.assign(attempt, { reason })];
    }
    /** @param silent - those under way have not failed: a stream may be held back where a poll is not */
    function next(reason, silent = false) {
        const polls = silent ? waiting.findIndex(({ kind }) => kind === 'poll') : 0;
        const [transport] = waiting.splice(Math.max(0, polls), 1);
        if (!transport)
            return;
        start(transport, racing, reason);
        stagger *= 2;
        pause();
    }
    /** A page that was busy has yet to hear what came meanwhile: a silence ends with a short wait that was punctual. */
    function pause(wait = stagger - prompt) {
        clearTimeout(timer);
        const due = now() + wait;
        const [oldest] = attempts;
        const heed = () => wait > prompt || now() - due > prompt ? pause(prompt) : next(`nothing came for ${stagger} ms`, true);
        if (waiting.length)
            timer = setTimeout(heed, wait);
        else if (failures.length)
            timer = setTimeout(again, Math.max(rest, random() * (now() - oldest.since)));
    }
    /** All but what is silent have failed, perhaps with the server, which may be back long before that silence ends. */
    function again() {
        waiting = planned().usable.filter((one) => !attempts.some(({ transport }) => transport === one));
        stagger = memory.stagger;
        standings.forgive();
        next('the others are silent');
    }
    function race(reason) {
        stop();
        const before = attempts;
        const { together, rest, unusable } = planned();
        failures = unusable.map(({ transport, reason }) => `${transport.name}: ${reason}`);
        for (const { transport, reason } of unusable)
            tell('unusable', transport, reason);
        waiting = rest;
        stagger = memory.stagger;
        racing = sound() ? 'probe' : 'candidate';
        for (const transport of together)
            start(transport, racing, reason);
        if (together.length)
            pause();
        else
            giveUp(true);
        // One of these may have the session: it is not lost while others seek it.
        for (const attempt of before)
            if (attempt.purpose !== 'successor')
                abandon(attempt, 'a new race begins');
    }
    /** @param forGood - nothing ever can work, here */
    function giveUp(forGood) {
        stop();
        const why = [...new Set(failures)].join('; ') || 'the list is empty';
        const error = new EnckeError('no-transport', `no transport works here: ${why}`);
        step({ type: forGood && !current && !only ? 'close' : 'exhausted', error });
    }
    function abandon(attempt, reason) {
        if (!attempts.includes(attempt))
            return;
        tell('left', attempt.transport, reason, attempt);
        end(attempt);
    }
    function end(attempt) {
        forget(attempt);
        close(attempt);
        step({ type: 'closed', link: attempt });
    }
    function stop() {
        clearTimeout(timer);
        settle();
        waiting = [];
        racing = undefined;
    }
    /** What may be used and is preferred to this one, or asked for in its place, in order. */
    const above = (than) => planned().usable.filter((one) => rank(one) < rank(than) || !wanted(than));
    /** Later, tries what would be better than the live one: of those the one whose turn comes first. */
    function lookUp() {
        const trying = attempts.some(({ purpose }) => purpose !== 'successor');
        if (upgrade || !current || racing || connectionTypes || trying)
            return;
        const { transport } = current;
        const { retryAt } = standings;
        const [first] = above(transport).sort((a, b) => retryAt(a) - retryAt(b));
        if (!first)
            return;
        const wait = Math.max(rest, retryAt(first) - now());
        upgrade = setTimeout(() => {
            upgrade = undefined;
            start(first, 'probe', `it would be better than ${transport.name}`);
        }, wait);
    }
    function settle() {
        clearTimeout(upgrade);
        upgrade = undefined;
    }
    return {
        /**
         * Opens a link: on the transport in use (the carrier's, though its proof may be a moment away), or on whichever proves
         * itself first. A plain server decides what comes next.
         */
        dial(again, carrier) {
            const over = target.protocol && ` over ${target.protocol}`;
            const same = (!connectionTypes && carrier) || current?.transport;
            if (again && same)
                start(same, 'successor');
            else
                race(`first in the plan${over}`);
        },
        /** From now on only these may be used; all, without names. `now`: there is a session to be moved, and the page is awake. */
        use(names, now) {
            only = names;
            if (!now)
                return;
            settle();
            if (racing || !attempts[0] || !current || !wanted(current.transport))
                return race('asked for');
            for (const attempt of attempts) {
                if (attempt.purpose !== 'successor' && !wanted(attempt.transport))
                    abandon(attempt, 'others are wanted');
            }
            lookUp();
        },
        /** The session runs over this link, which works. */
        live(winner) {
            if (!attempts.includes(winner))
                return;
            const { transport, purpose, since, reason } = winner;
            const before = current;
            current = winner;
            if (purpose === 'successor' && !racing)
                return lookUp();
            winner.purpose = 'successor';
            if (before && before.transport !== transport && before.told !== 'failed')
                tell('left', before.transport, `${transport.name} took over`, before);
            if (!wanted(transport))
                return;
            stop();
            standings.proved(transport);
            memory.prove(transport.name, now() - since);
            tell('live', transport, `${reason ?? purpose}: the server answered over it`, winner);
            let older = true;
            for (const other of attempts) {
                if (other === winner)
                    older = false;
                else if (!only && rank(other.transport) < rank(transport))
                    continue;
                else if (other.purpose !== 'successor')
                    abandon(other, `${transport.name} answered first`);
                else if (older || other.transport !== transport)
                    forget(other);
            }
            lookUp();
        },
        /** The path of this link works, but another link has the session. */
        stale(attempt) {
            if (!attempts.includes(attempt))
                return;
            const { transport } = attempt;
            tell('proved', transport, 'the server answered over it', attempt);
            if (!racing && current && !above(current.transport).includes(transport))
                return abandon(attempt, `${current.transport.name} is live`);
            if (transport.kind === 'duplex') {
                attempt.proved = true;
                attempt.purpose = 'candidate';
                return step({ type: 'join', link: attempt });
            }
            end(attempt);
            start(transport, 'candidate', 'it has proved itself');
        },
        /** The live link holds back what it should carry. */
        doubt(attempt, error) {
            if (!attempts.includes(attempt))
                return;
            const { transport } = attempt;
            tell('failed', transport, error.message, attempt);
            standings.failed(transport, true);
            race(`${transport.name} holds back`);
        },
        /** The network, or the user, is back: whatever failed is worth a try. */
        refresh() {
            standings.forgive();
            settle();
            lookUp();
        },
        /** This link is over. */
        ended(attempt, error) {
            if (!attempts.includes(attempt))
                return;
            const { transport, since, heardAt, purpose } = attempt;
            const carried = purpose === 'successor';
            forget(attempt);
            if (!error && (carried || attempts.some(({ purpose, proved }) => purpose === 'candidate' && proved)))
                return;
            const reason = error?.message ?? 'it ended before the server answered';
            tell('failed', transport, reason, attempt);
            const age = now() - since;
            const silence = now() - heardAt;
            if (carried && error?.code === 'network')
                memory.cut(age, silence);
            // Nobody knows after which part of it the link was gone.
            else if (carried && error?.code === 'timeout')
                memory.cut(age, silence / 2);
            standings.failed(transport, error?.code === 'timeout' || !error, carried);
            if (!carried && racing) {
                failures.push(`${transport.name}: ${reason}`);
                const others = attempts.filter((other) => other.purpose !== 'successor');
                // All that was tried has failed, perhaps with the server: whatever passes next, what is better is soon tried again.
                if (!others[0])
                    standings.forgive();
                // What runs both ways has a request beside it; what is held back until its end, a poll that is under way will bring.
                const polled = !error && others.some((other) => other.transport.kind === 'poll');
                if (waiting.length && !(others[0] && (polled || transport.kind === 'duplex')))
                    next(`${transport.name} failed: ${reason}`);
                else if (!others[0])
                    giveUp(false);
                else if (!waiting.length)
                    pause();
            }
            if (carried)
                settle();
            else
                lookUp();
        },
        /** The link no longer counts, through no fault of its own. */
        dropped: forget,
        /** The server answered over this link that it takes only these: the race is over. */
        restrict(attempt, types) {
            const { transport } = attempts.includes(attempt) ? attempt : {};
            connectionTypes = types;
            // A handshake goes by poll where it must, what follows by the stream that was preferred to it, if the server has it.
            const streams = transport?.kind === 'poll' && above(transport).some(({ kind }) => kind === 'stream');
            current = transport && !streams && types.includes(transport.name) ? attempt : undefined;
            if (transport)
                tell('left', transport, `a plain server, with ${types.join(', ')}`, attempt);
            stop();
            for (const other of attempts)
                if (other !== attempt)
                    abandon(other, 'the server is a plain one');
            if (transport?.kind !== 'duplex')
                forget(attempt);
            racing = 'candidate';
        },
        stop,
    };
}

export { createNegotiator };
//# sourceMappingURL=negotiator.js.map
