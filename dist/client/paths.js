import { disconnect, connect, handshake } from '../protocol/message.js';
import { deadlineOf } from './path.js';
import { never, answerTime } from './times.js';

/** Numbers between those of two candidates. */
const room = 100;
/** The state of a session, its links, which of them has it, and what is said first on each. */
function createPaths({ key, connectionTypes, subscriptions, outbox }) {
    let ids = 0;
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
    const paths = {
        /** The link with the highest join that was answered. Only what arrives there moves a cursor. */
        live: undefined,
        liveJoin: 0,
        /** The highest number of a join that we know of. */
        number: 0,
        /** The server's name for the session; undefined when there is none. */
        clientId: undefined,
        state: 'idle',
        onlineSince: 0,
        /** What time it is, on a clock that never goes back. */
        now: 0,
        /** Most milliseconds for which the server is silent, and those of them that it asks for between two links. */
        timeout: 25000,
        interval: 0,
        nextId: () => String(++ids),
        all: [],
        get: (link) => paths.all.find((path) => path.link === link),
        has: (path) => paths.all.includes(path),
        delete(path) {
            paths.all = paths.all.filter((other) => other !== path);
        },
        add(opened) {
            const path = { ...opened, heard: 0, sent: 0, taken: never, publishedAt: 0 };
            paths.all = [...paths.all, path];
            return path;
        },
        /** Milliseconds that an answer to the next join may take where one has to come soon. */
        haste: never,
        /** Milliseconds that requests have waited in vain beside the live link, since the last one that was answered. */
        vain: 0,
        /** Milliseconds, the shortest of late; 0 when not known. */
        roundTrip: 0,
        took(milliseconds) {
            paths.roundTrip = Math.min(milliseconds, paths.roundTrip ? paths.roundTrip * 1.25 : answerTime);
        },
        /** Milliseconds after which an answer is late, where that decides nothing but what to try. */
        get patience() {
            return Math.max(1000, 4 * paths.roundTrip);
        },
        /** Whether a join is out whose answer would take the session. */
        get underWay() {
            return paths.all.some((path) => path.awaited && path.join > paths.liveJoin);
        },
        /** Those that have the session, or may yet get it. */
        get serving() {
            return paths.all.filter(({ purpose, left }) => purpose !== 'probe' && !left);
        },
        /** When the first of them counts as dead. */
        get deadline() {
            return Math.min(...paths.all.map((path) => deadlineOf(path, paths.timeout)));
        },
        /**
         * The first message on a link.
         * @param held - the answer may be held back until there is something to say
         * @param hurried - the server shall answer at once nevertheless, if it knows how
         * @param whole - the server may have forgotten what it knew of the subscriptions
         * @param plain - the server knows no joins
         */
        greet(path, held, hurried, whole, plain) {
            const { kind, purpose, connectionType, pad, silence } = path;
            const { clientId, now } = paths;
            const id = `c${paths.nextId()}`;
            path.awaited = !held;
            path.sentAt = path.heardAt = now;
            path.due = now + Math.min(outbox.patience, outbox.patience - answerTime + paths.haste);
            paths.haste *= 2;
            // A socket takes three round trips to open, a request one at most.
            if (purpose === 'probe')
                path.due = now + paths.patience * (kind === 'duplex' ? 3 : 1);
            path.over = false;
            const hurry = (!held || hurried) && (kind === 'poll' || (kind === 'duplex' && plain));
            if (clientId && plain)
                return connect(id, clientId, connectionType, undefined, hurry);
            path.join = numberFor(purpose);
            path.named = subscriptions.form(whole || !clientId);
            const join = {
                join: path.join,
                runs: 1,
                ...(silence && { timeout: silence }),
                ...(pad && { pad }),
                ...path.named,
            };
            path.published = outbox.answered;
            return clientId
                ? connect(id, clientId, connectionType, join, hurry)
                : handshake(id, connectionTypes, { ...join, key, type: connectionType });
        },
        goodbye: (clientId) => [disconnect(paths.nextId(), clientId, paths.number)],
    };
    return paths;
}

export { createPaths };
//# sourceMappingURL=paths.js.map
