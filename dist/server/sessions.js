import { expand } from '../protocol/channel.js';
import { event } from '../protocol/message.js';
import { createServerSession } from './session.js';

/** Milliseconds for which a stream without a session stays open. */
const passedOverFor = 10000;
/** Every session of this node, and the way from the log to those whom an entry concerns. */
function createSessions({ log, now, defer, expiry, pageSize = 500 }) {
    const held = new Map();
    const linked = new Map();
    const index = new Map();
    const indexed = new Map();
    const listeners = new Map();
    /** Links that were told that another one has their session, and when. The client needs them open to see that they flow. */
    const passedOver = new Map();
    let fresh = [];
    const toRead = new Set();
    let deferred = false;
    const undo = log.onAppend((entry) => {
        fresh.push(entry);
        later();
    });
    function later() {
        if (deferred)
            return;
        deferred = true;
        defer(flush);
    }
    function flush() {
        deferred = false;
        const behind = [...toRead];
        toRead.clear();
        for (const session of behind)
            read(session);
        const entries = fresh;
        fresh = [];
        const concerned = new Map();
        for (const entry of entries) {
            const seen = new Set();
            for (const pattern of expand(entry.channel)) {
                for (const listener of listeners.get(pattern) ?? [])
                    listener(entry);
                for (const session of index.get(pattern) ?? []) {
                    if (session.phase !== 'live' || seen.has(session))
                        continue;
                    seen.add(session);
                    const list = concerned.get(session);
                    if (list)
                        list.push(entry);
                    else
                        concerned.set(session, [entry]);
                }
            }
        }
        for (const [session, list] of concerned)
            step(session, { type: 'tail', entries: list });
        if (toRead.size)
            later();
    }
    function read(session) {
        if (session.phase === 'behind') {
            step(session, { type: 'page', page: log.read(session.position, pageSize), log });
        }
    }
    function step(session, event) {
        for (const effect of session.step(event, now()))
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
                if (effect.link.kind === 'stream')
                    passedOver.set(effect.link, now());
                effect.link.write(effect.batch);
                return;
            case 'read':
                toRead.add(session);
                return later();
        }
    }
    function reindex(session, patterns) {
        const before = indexed.get(session) ?? new Set();
        for (const pattern of before) {
            const set = patterns.has(pattern) ? undefined : index.get(pattern);
            if (set?.delete(session) && set.size === 0)
                index.delete(pattern);
        }
        for (const pattern of patterns) {
            const set = index.get(pattern);
            if (set)
                set.add(session);
            else
                index.set(pattern, new Set([session]));
        }
        if (patterns.size)
            indexed.set(session, new Set(patterns));
        else
            indexed.delete(session);
    }
    function remove(key) {
        const gone = held.get(key);
        if (!gone)
            return;
        held.delete(key);
        reindex(gone.session, new Set());
        step(gone.session, { type: 'bye' });
    }
    return {
        get size() {
            return held.size;
        },
        get: (key) => held.get(key),
        /** Begins a session; one that had the same key is gone. */
        create(key, plain, identity) {
            remove(key);
            const created = { session: createServerSession(key, plain, now()), identity, refusals: new Map() };
            held.set(key, created);
            return created;
        },
        remove,
        join(session, joining) {
            const published = log.published(session.key);
            const { number } = session;
            if (joining.join.join >= number)
                linked.set(joining.link, session);
            step(session, { type: 'join', ...joining, log, published });
            if (joining.join.subscriptions || Object.keys(joining.refused).length)
                reindex(session, session.patterns);
        },
        /** For plain clients. */
        subscribe(session, pattern) {
            session.subscribe(pattern, log.tail);
            reindex(session, session.patterns);
        },
        unsubscribe(session, pattern) {
            session.unsubscribe(pattern);
            reindex(session, session.patterns);
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
        /** Listens on the server itself. Returns the undo. */
        listen(pattern, listener) {
            const set = listeners.get(pattern) ?? new Set();
            listeners.set(pattern, set);
            set.add(listener);
            return () => {
                if (set.delete(listener) && set.size === 0)
                    listeners.delete(pattern);
            };
        },
        /** Tells the server's own listeners, and nobody else: what comes on a service channel. */
        tell(channel, data) {
            const entry = { ...event(channel, data, ''), channel, position: '' };
            for (const pattern of expand(channel))
                for (const listener of listeners.get(pattern) ?? [])
                    listener(entry);
        },
        flush,
        /**
         * Heartbeats, holds and expiry: to be called now and then.
         * @param ahead - milliseconds until the next call
         */
        tick(ahead = 0) {
            flush();
            log.trim();
            for (const [link, since] of passedOver) {
                if (now() - since < passedOverFor)
                    continue;
                passedOver.delete(link);
                link.end([]);
            }
            for (const [key, { session }] of held) {
                if (session.phase === 'away') {
                    if (now() - session.lastSeen > expiry)
                        remove(key);
                }
                else {
                    step(session, { type: 'tick', tail: log.tail, ahead });
                }
            }
        },
        /** Ends every link. */
        close() {
            undo();
            for (const link of passedOver.keys())
                link.end([]);
            for (const key of [...held.keys()])
                remove(key);
        },
    };
}

export { createSessions };
//# sourceMappingURL=sessions.js.map
