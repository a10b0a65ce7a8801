import { createListeners } from '../listeners.js';
import { ofOneChannel } from '../log/run.js';
import { expand, createIndex } from '../pattern-index.js';
import { createBehind } from './behind.js';
import { inFrames } from './frames.js';
import { rotate } from './notices.js';
import { createPassedOver } from './passed-over.js';
import { remember } from './record.js';
import { ServerSession } from './session.js';
import { createSuspensions } from './suspensions.js';

/** Milliseconds that a page which has said goodbye has for its last words. */
const lastMoment = 1000;
/** Every session of this node, and the way from the log to those whom a publication concerns. */
function createSessions({ log, now, defer, expiry, pageSize = 4000 }) {
    const sessions = new Map();
    /** Who joined last on a link that is there; the session may have gone on to another one. */
    const linked = new Map();
    const index = createIndex();
    const listeners = createListeners(log);
    const passedOver = createPassedOver(now);
    const suspensions = createSuspensions();
    let fresh = [];
    /** The last of them that everybody has been given. The log may know of later ones that are gone already. */
    let heard = '';
    let deferred = false;
    const behind = createBehind({
        log,
        now,
        pageSize,
        later,
        paged: (session, page) => step(session, { type: 'page', page, log }),
    });
    const undos = [
        log.onAppend((run) => {
            fresh.push(run);
            later();
        }),
        log.onBreak(() => {
            listeners.resume(fresh);
            // The others read it. No place of before says anything of what comes now, which may sort lower.
            fresh = [];
            heard = '';
            for (const session of linked.values())
                step(session, { type: 'break' });
        }),
    ];
    function later() {
        if (deferred)
            return;
        deferred = true;
        defer(flush);
    }
    /** @param most - milliseconds for those who are behind */
    function flush(most) {
        deferred = false;
        behind.read(most);
        const runs = fresh;
        fresh = [];
        for (const run of runs)
            run.seal();
        listeners.hear(runs);
        for (const frame of inFrames(runs))
            feed(frame);
    }
    /** To the sessions that they concern. Hot: those of one channel are one list, the same for everybody. */
    function feed(runs) {
        const at = now();
        heard = runs[runs.length - 1].position;
        if (ofOneChannel(runs)) {
            const event = { type: 'tail', runs, end: heard, log };
            for (const pattern of expand(runs[0].channel))
                for (const session of index.get(pattern))
                    step(session, event, at);
            return;
        }
        const concerned = new Map();
        for (const run of runs) {
            for (const pattern of expand(run.channel)) {
                for (const session of index.get(pattern)) {
                    const list = concerned.get(session);
                    if (!list)
                        concerned.set(session, [run]);
                    // It may listen to several patterns that match.
                    else if (list[list.length - 1] !== run)
                        list.push(run);
                }
            }
        }
        for (const [session, list] of concerned)
            step(session, { type: 'tail', runs: list, end: heard, log }, at);
    }
    function step(session, event, at = now()) {
        for (const effect of session.step(event, at))
            perform(session, effect);
    }
    function perform(session, effect) {
        switch (effect.type) {
            case 'write':
                if (!effect.link.write(effect.batch))
                    step(session, { type: 'full', link: effect.link });
                return;
            case 'end':
                linked.delete(effect.link);
                return effect.link.end(effect.batch);
            case 'stale':
                if (effect.link.kind === 'poll')
                    return effect.link.end(effect.batch);
                passedOver.add(effect.link);
                if (effect.batch.length)
                    effect.link.write(effect.batch);
                return;
            case 'read':
                return behind.add(session);
        }
    }
    function remove(key) {
        const gone = sessions.get(key);
        if (!gone)
            return;
        sessions.delete(key);
        log.release(key);
        for (const pattern of gone.patterns)
            index.delete(pattern, gone);
        step(gone, { type: 'unlink' });
    }
    /** Nothing goes there any more before its client has joined anew: on this link, where it runs both ways. */
    function suspend(session) {
        const { key, plain, link } = session;
        if (plain)
            return remove(key);
        if (!link)
            return;
        step(session, { type: 'unlink', last: link.kind === 'poll' ? [] : [rotate] });
    }
    /** The client says that this is the end. */
    function bye(key) {
        remove(key);
        log.remember(key, undefined);
    }
    return {
        get size() {
            return sessions.size;
        },
        /** Of all sessions. */
        get patterns() {
            return index.size;
        },
        /** By what a client says is its key. */
        get: (key) => sessions.get(key),
        /** Begins a session; one that had the same key is gone. */
        create(key, plain, identity) {
            remove(key);
            const session = new ServerSession(key, plain, now(), identity);
            sessions.set(key, session);
            if (!plain)
                log.hold(key);
            return session;
        },
        bye,
        /** The page of the client goes. */
        leave(session) {
            session.leaving = true;
            step(session, { type: 'unlink' });
        },
        join(session, joining) {
            const { link, join } = joining;
            const { patterns } = session;
            if (join.join >= session.number) {
                // A socket has one session at a time: the last that joined on it.
                const before = linked.get(link);
                if (before && before !== session && before.link === link)
                    step(before, { type: 'unlink' });
                linked.set(link, session);
            }
            step(session, { type: 'join', ...joining, log });
            if (session.patterns !== patterns) {
                for (const pattern of patterns)
                    if (!session.patterns.has(pattern))
                        index.delete(pattern, session);
                for (const pattern of session.patterns)
                    if (!patterns.has(pattern))
                        index.add(pattern, session);
            }
            if (!session.plain && join.subscriptions)
                remember(log, session);
        },
        /** Takes a link from a session. A stream stays open for a while, and may be joined on again once it is taken up. */
        setAside(session, link) {
            passedOver.add(link);
            step(session, { type: 'closed', link });
        },
        /** False when it is gone, or was not set aside. */
        takeUp: passedOver.delete,
        /** For plain clients; to what the session does not listen to yet. */
        subscribe(session, pattern) {
            session.subscribe(pattern, log.tail);
            index.add(pattern, session);
        },
        unsubscribe(session, pattern) {
            session.unsubscribe(pattern);
            index.delete(pattern, session);
        },
        /** The link takes more again. */
        drained(link) {
            const session = linked.get(link);
            if (session)
                step(session, { type: 'drained', link });
        },
        /** The link is gone. */
        closed(link) {
            passedOver.delete(link);
            const session = linked.get(link);
            linked.delete(link);
            if (session)
                step(session, { type: 'closed', link });
        },
        /** Suspends the sessions of all of whom `who` says so. Returns how many. */
        suspend(who) {
            const concerned = [...sessions.values()].filter(({ identity }) => who(identity));
            suspensions.add(who);
            for (const session of concerned)
                suspend(session);
            return concerned.length;
        },
        /** See `createSuspensions`. */
        watchSuspensions: suspensions.watch,
        /** Listens on the server itself. Returns the undo. */
        listen: listeners.listen,
        /** Tells the server's own listeners, and nobody else, as the next after a position: what comes on a service channel. */
        tell: listeners.tell,
        flush,
        /**
         * Heartbeats, holds and expiry: to be called now and then.
         * @param ahead - milliseconds until the next call
         */
        tick(ahead = 0) {
            flush();
            listeners.catchUp();
            log.trim();
            passedOver.tick();
            const event = { type: 'tick', heard, ahead };
            for (const session of sessions.values()) {
                if (session.phase === 'away') {
                    const silence = now() - session.lastSeen;
                    if (session.leaving && silence > lastMoment)
                        bye(session.key);
                    else if (silence > expiry)
                        remove(session.key);
                }
                else {
                    step(session, event);
                }
            }
        },
        /** Ends every link, when what has come is on it. */
        close() {
            flush(Number.POSITIVE_INFINITY);
            for (const undo of undos)
                undo();
            listeners.close();
            passedOver.close();
            for (const key of [...sessions.keys()])
                remove(key);
        },
    };
}

export { createSessions };
//# sourceMappingURL=sessions.js.map
