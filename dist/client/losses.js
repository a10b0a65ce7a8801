import { EnckeError } from '../protocol/errors.js';
import { deadlineOf } from './path.js';

/** Milliseconds of silence after which a link is not trusted when the page, or the network, comes back. */
const doubtful = 5000;
/** Milliseconds online after which a loss begins a new series of tries. */
const settled = 250;
/** How links are lost, and what is done to find others. */
function createLosses(session) {
    const { paths, plain, publishing, watch, dialer, outbox, emit } = session;
    function drop(path, error) {
        paths.delete(path);
        emit({ type: 'drop', link: path.link, error });
    }
    function dropAll() {
        for (const path of paths.all)
            drop(path);
        paths.live = undefined;
        watch.begin();
    }
    /** Nothing carries the session any more: find a new way. */
    function lose(error, asleep = false) {
        dropAll();
        if (plain.active) {
            outbox.abandon();
            plain.forgetUnanswered();
        }
        if (paths.state === 'online')
            dialer.succeeded(paths.now - paths.onlineSince > settled ? 0 : 1);
        if (paths.state === 'online')
            session.move('lost', error);
        if (!asleep)
            dialer.retry(false);
    }
    /** @param error - none when it has ended in good order */
    function closed(path, error) {
        const carried = path === paths.live;
        const successor = path.purpose === 'successor';
        paths.delete(path);
        if (carried)
            paths.live = undefined;
        const { live, serving } = paths;
        const cut = () => lose(error ?? new EnckeError('network', 'the link was cut'));
        if (carried && !path.over) {
            if (path.kind === 'poll' && !error)
                dialer.next();
            else
                cut();
        }
        else if (paths.state === 'online' && (live || (!successor && serving))) {
            if (successor && !path.over)
                dialer.retry(true);
            else if (live?.kind === 'duplex' && live.over)
                session.rejoin();
        }
        else if (paths.state === 'online' && !dialer.waiting && path.purpose !== 'probe') {
            if (!serving && path.over)
                dialer.dial(true);
            else if (!serving || path.join === paths.number)
                cut();
        }
        else if (plain.active && path.over) {
            dialer.dial(true);
        }
        else if (plain.active && successor)
            dialer.retry(false);
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
        else if (!paths.all.length)
            dialer.dial(false);
        else if (paths.state === 'online' && paths.all.every(({ heardAt }) => paths.now - heardAt > doubtful)) {
            publishing.unsure = true;
            session.rejoin();
            watch.expect();
        }
    }
    function tick() {
        dialer.tick();
        watch.tick();
        for (const path of paths.all) {
            if (deadlineOf(path, paths.timeout) > paths.now || !paths.has(path))
                continue;
            const error = new EnckeError('timeout', `nothing came for ${Math.round(paths.now - path.heardAt)} ms`);
            drop(path, error);
            closed(path, error);
        }
    }
    return { drop, dropAll, lose, closed, rest, back, tick };
}

export { createLosses };
//# sourceMappingURL=losses.js.map
