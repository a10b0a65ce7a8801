import { EnckeError } from '../../protocol/errors.js';
import { disconnect, connect, handshake } from '../../protocol/message.js';
import { answerTime } from '../times.js';

/** Numbers between those of two candidates. */
const room = 100;
const unpublished = (error) => new EnckeError(error.code, `what is published does not arrive: ${error.message}`, error);
/** What is said to the server: on which link, or beside it. */
function createSaying(parts, { key, connectionTypes }) {
    const { paths, plain, publishing, watch, dialer, subscriptions, outbox, emit } = parts;
    /** Something leaves beside the next poll, which must not keep it from the only connection there may be. */
    let crowded = false;
    /** The highest number that a successor has had. */
    let regular = 0;
    /**
     * A candidate leaves room below its number for the links that follow the live one while it is under way: they go on
     * without taking the session back from it. Unless they bring other subscriptions, of which it knows nothing.
     */
    function numberFor(purpose) {
        if (purpose === 'probe')
            return 0;
        if (purpose === 'candidate')
            return (paths.number += paths.liveJoin && paths.all.length > 1 ? room : 1);
        const rivals = paths.all.filter((path) => path.purpose === 'candidate' && path.awaited);
        const next = Math.max(regular, paths.liveJoin) + 1;
        const above = !rivals.length || subscriptions.changed || rivals.some(({ join }) => join <= next);
        regular = above ? ++paths.number : next;
        return regular;
    }
    function send(path, batch) {
        path.sent++;
        if (path === paths.live && path.kind === 'duplex')
            watch.expect();
        emit({ type: 'send', link: path.link, batch });
    }
    /**
     * The first message on a link.
     * @param held - the answer may be held back until there is something to say, as that to a poll when all is as the
     * server knows it
     */
    function greeting(path, held = false) {
        const { purpose, name, pad, silence } = path;
        // Where none may be held, a stream is for one answer, too.
        if (paths.pause && purpose === 'successor' && path.kind === 'stream')
            path.kind = 'poll';
        const { kind } = path;
        const { clientId, now, state } = paths;
        const known = state === 'online';
        const agreed = plain.active || !(subscriptions.changed || publishing.unsure);
        held || (held = kind === 'poll' && purpose === 'successor' && known && agreed && !paths.pause);
        // The server shall answer at once nevertheless, if it knows how.
        const hurry = (!held || crowded) && (kind === 'poll' || (kind === 'duplex' && plain.active));
        crowded = false;
        path.awaited = !held;
        path.sentAt = path.heardAt = now;
        path.due = Math.min(path.taken, now + outbox.answerTime + Math.min(0, paths.haste - answerTime));
        paths.haste *= 2;
        // A socket takes three round trips to open, a request one at most.
        if (purpose === 'probe')
            path.due = now + paths.lateAfter * (kind === 'duplex' ? 3 : 1);
        path.over = false;
        const id = `c${paths.nextId()}`;
        if (clientId && plain.active)
            return connect(id, clientId, name, undefined, hurry);
        path.join = numberFor(purpose);
        // Where the link was lost, the server may have forgotten what it knew of them.
        path.named = subscriptions.form(!known || !clientId);
        path.published = outbox.answered;
        const join = {
            join: path.join,
            runs: 1,
            ...(silence && { timeout: silence }),
            ...(pad && { pad }),
            ...path.named,
        };
        return clientId
            ? connect(id, clientId, name, join, hurry)
            : handshake(id, connectionTypes, { ...join, key, type: name });
    }
    function greetOn(path) {
        send(path, [greeting(path)]);
    }
    /** Joins anew, unless a join is under way: its answer leads here again. */
    function rejoin() {
        const { live } = paths;
        if (dialer.pausing)
            return dialer.now();
        // What goes on need not wait for what else is sought.
        const waits = dialer.waiting && (dialer.again || !(live || paths.carried));
        if (paths.underWay || waits || paths.dialing)
            return;
        if (live?.kind === 'duplex')
            greetOn(live);
        else if (dialer.waiting)
            dial(true);
        else
            dialer.dial(paths.state === 'online');
    }
    /** On the live link, if it runs both ways, or else beside it. */
    function say(batch) {
        if (paths.live?.kind === 'duplex')
            send(paths.live, batch);
        else
            emit({ type: 'post', batch });
    }
    /** The connects of a plain server keep alive what goes on. */
    function dial(again) {
        const { live, inTheWay } = paths;
        if (inTheWay)
            paths.drop(inTheWay);
        if (again && plain.active && live && live.kind !== 'poll')
            return say([greeting(live, live.kind === 'duplex')]);
        paths.dialing = true;
        emit({ type: 'dial', again });
    }
    /**
     * Says what has changed, and publishes.
     * @param afresh - all that is unanswered: what is under way beside the link would come twice
     */
    function flush(afresh = false) {
        const { clientId, live } = paths;
        if (paths.state !== 'online' || !clientId)
            return;
        if (!plain.active && (subscriptions.changed || publishing.unsure))
            return rejoin();
        publishing.number();
        const batch = [...(plain.active ? plain.changes(clientId) : []), ...outbox.take(clientId)];
        if (afresh) {
            emit({ type: 'forget' });
            watch.unheard();
        }
        if (live?.kind === 'duplex') {
            publishing.sentOn(live);
            if (batch.length)
                send(live, batch);
        }
        else if (batch.length) {
            const { inTheWay } = paths;
            crowded = !!inTheWay || live?.kind === 'poll';
            emit({ type: 'post', batch });
            if (inTheWay)
                dialer.dial(true);
        }
    }
    /** What was posted has to go out again, after a join. */
    function repost() {
        if (publishing.unsure || paths.state !== 'online' || !outbox.underWay)
            return;
        publishing.unsure = true;
        if (paths.live?.kind === 'duplex')
            rejoin();
        else
            dialer.retry(true);
    }
    /** A request, or a frame, was not taken. */
    function untaken(error) {
        // More of what is on its way on a socket may be turned down: the answer to a join comes behind that.
        const more = outbox.underWay > 1;
        paths.lone || (paths.lone = error.code === 'timeout' && !!paths.held);
        if (error.retry || !outbox.turnedDown(error)) {
            if (outbox.stuck && paths.state === 'online')
                emit({ type: 'error', error: unpublished(error) });
            return repost();
        }
        if (more)
            publishing.unsure = true;
        flush();
    }
    /** What ends the session that is live, whatever joins it has had by then. */
    const farewell = () => [disconnect(paths.nextId(), paths.clientId)];
    /**
     * What a page that sleeps or goes has published and got no answer to, for it may never be back; nothing to a plain
     * server, which would take that twice.
     */
    function lastWords() {
        if (!paths.clientId || plain.active)
            return [];
        outbox.rewind();
        return outbox.take(paths.clientId);
    }
    return { greetOn, rejoin, say, dial, flush, repost, untaken, farewell, lastWords };
}

export { createSaying };
//# sourceMappingURL=saying.js.map
