import { isService, covers } from '../../protocol/channel.js';
import { replyError } from '../../protocol/errors.js';
import { subscription } from '../../protocol/message.js';

/**
 * What differs with a plain Bayeux server: subscriptions are asked for one by one (Bayeux 1.0, section 4.4), are gone
 * with the session, and nothing has a position.
 */
function createPlain(paths, subscriptions, emit) {
    /** Of all that was asked for in this session. */
    const progress = new Map();
    const stands = (pattern, ...at) => at.includes(progress.get(pattern));
    /** The server has said yes to a pattern. */
    function confirm(pattern) {
        progress.set(pattern, 'served');
        for (const one of subscriptions.patterns)
            if (one === pattern || covers(pattern, one))
                subscriptions.confirm(one);
    }
    return {
        /** Whether the server is one. Known when it has answered a handshake. */
        active: false,
        /** Handshakes in a row after which no connect has succeeded. */
        strange: 0,
        /** Whether the link that had the session last was a poll. */
        polled: true,
        /**
         * What has to be said so that the server knows of every subscription. What a wider one covers is not asked for: some
         * servers send a copy for each. Nor are service channels: what comes there is for whoever has asked.
         */
        changes(clientId) {
            const wanted = subscriptions.patterns.filter((pattern) => !isService(pattern));
            const covered = (narrow, by) => by.some((wide) => covers(wide, narrow));
            const served = wanted.filter((pattern) => stands(pattern, 'served'));
            const added = wanted.filter((pattern) => !stands(pattern, 'asked', 'served', 'lost') && !covered(pattern, wanted));
            const gone = [...progress.keys()].filter((pattern) => !stands(pattern, 'leaving') && (!wanted.includes(pattern) || covered(pattern, served)));
            for (const pattern of served)
                confirm(pattern);
            for (const pattern of subscriptions.patterns.filter(isService))
                subscriptions.confirm(pattern);
            for (const pattern of added)
                progress.set(pattern, 'asked');
            for (const pattern of gone)
                progress.set(pattern, 'leaving');
            return [
                ...added.map((pattern) => subscription('subscribe', `s${paths.nextId()}`, clientId, pattern)),
                ...gone.map((pattern) => subscription('unsubscribe', `s${paths.nextId()}`, clientId, pattern)),
            ];
        },
        /** Whether `message` answers one of these. */
        reply({ channel, subscription: pattern, successful, error }) {
            const patterns = [pattern ?? []].flat();
            if (channel === '/meta/unsubscribe') {
                for (const one of patterns)
                    if (stands(one, 'leaving'))
                        progress.delete(one);
            }
            else if (channel === '/meta/subscribe') {
                for (const one of patterns) {
                    if (successful) {
                        confirm(one);
                        continue;
                    }
                    const refusal = replyError(error, `subscribe to ${one}`);
                    // A server that has forgotten the session says so to the next connect, and is asked again after that.
                    if (refusal.code === 'unknown-session')
                        progress.set(one, 'lost');
                    else {
                        progress.delete(one);
                        if (subscriptions.refuse(one, refusal))
                            emit({ type: 'error', error: refusal });
                    }
                }
            }
            return channel.startsWith('/meta/');
        },
        /** The server has answered a connect, it knows the session after all. Whether there is something to be asked. */
        askAgain() {
            const lost = [...progress.keys()].filter((pattern) => stands(pattern, 'lost'));
            for (const pattern of lost)
                progress.delete(pattern);
            return lost.length > 0;
        },
        /** The server knows nothing of this session any more: the next link begins another, and asks for all anew. */
        reset() {
            const patterns = [...progress.keys()].filter((pattern) => stands(pattern, 'served'));
            progress.clear();
            this.polled = true;
            paths.clientId = undefined;
            if (patterns.length)
                emit({ type: 'missed', gap: { patterns, from: '', to: '', reason: 'session' } });
        },
        /** Nobody knows whether the server heard the last requests: they are made again. */
        forgetUnanswered() {
            for (const pattern of progress.keys())
                if (!stands(pattern, 'served'))
                    progress.set(pattern, 'unsure');
        },
    };
}

export { createPlain };
//# sourceMappingURL=plain.js.map
