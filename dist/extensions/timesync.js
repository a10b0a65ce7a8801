import { withExt } from './with-ext.js';

/** So many answers count. */
const kept = 10;
/**
 * CometD's time synchronisation: how far the server's clock is from this one, by its answers to handshake and connect. Encke's own
 * server does not answer it.
 * @param now - milliseconds since 1970
 */
function timesync(now = Date.now) {
    const answers = [];
    const mean = (of) => Math.round(answers.reduce((sum, answer) => sum + answer[of], 0) / (answers.length || 1));
    return {
        name: 'timesync',
        get lag() {
            return mean('lag');
        },
        get offset() {
            return mean('offset');
        },
        outgoing(message) {
            if (!/^\/meta\/(handshake|connect)$/.test(message.channel))
                return message;
            return withExt(message, { timesync: { tc: now(), l: mean('lag'), o: mean('offset') } });
        },
        incoming(message) {
            const { tc, ts, p } = (message.ext?.timesync ?? {});
            const lag = (now() - tc - p) / 2;
            const offset = ts - tc - lag;
            if (!Number.isFinite(offset))
                return message;
            answers.push({ lag, offset });
            if (answers.length > kept)
                answers.shift();
            return message;
        },
    };
}

export { timesync };
//# sourceMappingURL=timesync.js.map
