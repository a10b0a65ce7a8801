import { EnckeError } from '../protocol/errors.js';
import { plan } from './plan.js';

/**
 * Finds the best transport that really delivers. One starts; the next starts when it fails, or beside it when it has
 * been silent for its stagger. The first over which the server's answer comes is live; a better one that proves itself
 * later takes over. Nothing else counts as success.
 */
function createNegotiator({ transports, target, open, close, exhausted, decided }) {
    const { environment } = target;
    const attempts = new Map();
    const troubled = new Set();
    let connectionTypes;
    let waiting = [];
    let failures = [];
    let timer;
    let current;
    let racing = false;
    const rank = (transport) => transports.indexOf(transport);
    function tell(kind, transport, reason, since = environment.now()) {
        const time = environment.now();
        decided({ time, kind, transport: transport.name, reason, elapsed: time - since });
    }
    function attempt(transport, live) {
        attempts.set(open(transport), { transport, since: environment.now(), live });
    }
    function start(transport, reason) {
        tell('trying', transport, reason);
        attempt(transport, false);
    }
    function next(reason) {
        environment.clearTimeout(timer);
        const step = waiting.shift();
        if (!step)
            return;
        start(step.transport, reason);
        if (waiting.length === 0)
            return;
        const { name } = step.transport;
        const silent = step.after ? `${name} has not answered for ${step.after} ms` : `${name} failed before`;
        timer = environment.setTimeout(() => next(silent), step.after);
    }
    function race() {
        const { steps, unusable } = plan(transports, target, troubled, connectionTypes);
        failures = unusable.map(({ transport, reason }) => `${transport.name}: ${reason}`);
        for (const { transport, reason } of unusable)
            tell('unusable', transport, reason);
        waiting = steps;
        racing = true;
        if (steps.length)
            next('first in the plan');
        else
            giveUp(true);
    }
    function giveUp(forGood) {
        stop();
        const why = failures.join('; ') || 'the list of transports is empty';
        exhausted(new EnckeError('no-transport', `no transport works here: ${why}`), forGood);
    }
    function abandon(link) {
        attempts.delete(link);
        close(link);
    }
    function stop() {
        environment.clearTimeout(timer);
        waiting = [];
        racing = false;
    }
    return {
        get current() {
            return current;
        },
        /** Opens a link: on the transport in use, or on whichever proves itself first. */
        dial(again) {
            if (again && current)
                attempt(current, true);
            else
                race();
        },
        /** The session runs over this link. */
        live(link) {
            const winner = attempts.get(link);
            if (!winner || (winner.live && !racing))
                return;
            stop();
            winner.live = true;
            troubled.delete(winner.transport.name);
            current = winner.transport;
            tell('live', winner.transport, 'the server answered over it', winner.since);
            for (const [other, { transport, since }] of [...attempts]) {
                if (other === link || rank(transport) < rank(winner.transport))
                    continue;
                tell('left', transport, `${winner.transport.name} answered first`, since);
                abandon(other);
            }
        },
        /** The path of this link works, but another link has the session. */
        stale(link) {
            const { transport } = attempts.get(link) ?? {};
            attempts.delete(link);
            if (!transport || (!racing && current && rank(current) <= rank(transport)))
                return;
            start(transport, 'it answered, after another one had taken the session');
        },
        /** This link is over. */
        ended(link, error) {
            const attempt = attempts.get(link);
            attempts.delete(link);
            if (!attempt || (attempt.live && !error))
                return;
            const { transport, since, live } = attempt;
            const reason = error?.message ?? 'it ended before the server answered';
            tell('failed', transport, reason, since);
            troubled.add(transport.name);
            if (live || !racing)
                return;
            failures.push(`${transport.name}: ${reason}`);
            if (waiting.length)
                next(`${transport.name} failed: ${reason}`);
            else if (attempts.size === 0)
                giveUp(false);
        },
        /** The link no longer counts, through no fault of its own. */
        dropped(link) {
            attempts.delete(link);
        },
        /** The server answered over this link that it takes only these: the race is over. */
        restrict(link, only) {
            const { transport, since } = attempts.get(link) ?? {};
            connectionTypes = only;
            current = transport && only.includes(transport.connectionType) ? transport : undefined;
            if (transport)
                tell('left', transport, `a plain server, with ${only.join(', ')}`, since);
            stop();
            attempts.delete(link);
            for (const other of [...attempts.keys()])
                abandon(other);
        },
        stop,
    };
}

export { createNegotiator };
//# sourceMappingURL=negotiator.js.map
