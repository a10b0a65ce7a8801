import { EnckeError } from '../protocol/errors.js';
import { deadlineOf } from './path.js';

/** Milliseconds of silence after which a link is not trusted when the page, or the network, comes back. */
const doubtful = 5000;
/** Milliseconds online after which a loss begins a new series of tries. */
const settled = 250;
/** How links are lost, and what is done to find others. */
function createLosses(session) {
    const { paths, plain, publishing, questions, dialer, outbox, emit } = session;
    function drop(path, error) {
        paths.delete(path);
        emit({ type: 'drop', link: path.link, ...(error && { error }) });
    }
    /** Nothing carries the session any more: find a new way. */
    function lose(error, asleep = false) {
        for (const path of paths.all)
            drop(path);
        paths.live = undefined;
        questions.begin(session.now);
        if (plain.active) {
            outbox.abandon();
            plain.forgetUnanswered();
        }
        if (session.state === 'online')
            dialer.succeeded(session.now - session.onlineSince > settled ? 0 : 1);
        if (session.state === 'online')
            session.move('lost', error);
        if (!asleep)
            dialer.retry(false, session.now);
    }
    function closed(path, error = new EnckeError('network', 'the link was cut'), orderly = false) {
        const carried = path === paths.live;
        const successor = path.purpose === 'successor';
        paths.delete(path);
        if (carried)
            paths.live = undefined;
        const { live, serving } = paths;
        if (carried && !path.over) {
            if (path.kind === 'poll' && orderly)
                dialer.next(session.now);
            else
                lose(error);
        }
        else if (session.state === 'online' && (live || (!successor && serving))) {
            if (successor && !path.over)
                dialer.retry(true, session.now);
            else if (live?.kind === 'duplex' && live.over)
                session.rejoin();
        }
        else if (session.state === 'online' && !dialer.waiting && path.purpose !== 'probe') {
            if (!serving && path.over)
                dialer.dial(true);
            else if (!serving || path.join === paths.number)
                lose(error);
        }
        else if (plain.active && path.over) {
            dialer.dial(true);
        }
        else if (plain.active && successor)
            dialer.retry(false, session.now);
        session.flush();
    }
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
        else if (session.state === 'online' && paths.all.every(({ heardAt }) => session.now - heardAt > doubtful)) {
            publishing.unsure = true;
            session.rejoin();
            questions.expect(session.now);
        }
    }
    function tick() {
        dialer.tick(session.now);
        questions.tick(session.now);
        for (const path of paths.all) {
            if (deadlineOf(path, paths.timeout) > session.now || !paths.has(path))
                continue;
            const error = new EnckeError('timeout', `nothing came for ${Math.round(session.now - path.heardAt)} ms`);
            drop(path, error);
            closed(path, error);
        }
    }
    return { drop, lose, closed, rest, back, tick };
}

export { createLosses };
//# sourceMappingURL=losses.js.map
