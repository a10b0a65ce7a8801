/** Least milliseconds of silence that raise a question. */
const patience = 750;
/** Milliseconds by which a tick may be late and still tell of the network rather than of this machine. */
const punctual = 250;
/**
 * Watches whether what the server writes on the live link arrives. When the link falls silent, out of its rhythm or with
 * an answer due, the server is asked beside it how much it has written. If it has written more than has come, and still
 * nothing comes, the link holds back what it should carry.
 */
function createWatch() {
    let heardAt = 0;
    /** Milliseconds between batches, smoothed. */
    let rhythm = Number.POSITIVE_INFINITY;
    let due = Number.POSITIVE_INFINITY;
    /** Why the link owes us something. */
    let owed;
    /** It has been given up: nothing more is to be said of it. */
    let over = false;
    return {
        /** When `tick` is due; Infinity when there is nothing to doubt. */
        get due() {
            return due;
        },
        get over() {
            return over;
        },
        /** Something came over the live link: `batches` of them, or only a sign of life. */
        heard(now, longest) {
            const pause = now - heardAt;
            rhythm = rhythm === Number.POSITIVE_INFINITY ? pause : rhythm * 0.75 + pause * 0.25;
            heardAt = now;
            this.listen(now, longest);
        },
        /** A new link is live: should it bring nothing but its first words, that is asked about too. */
        begin(now) {
            heardAt = now;
            due = now + patience;
            rhythm = Number.POSITIVE_INFINITY;
            owed = undefined;
            over = false;
        },
        /** @param longest - milliseconds after which the server breaks its silence by itself */
        listen(now, longest) {
            owed = undefined;
            const wait = Math.max(patience, 4 * rhythm);
            due = wait < longest ? now + wait : Number.POSITIVE_INFINITY;
        },
        /** An answer is due on the live link. */
        expect(now, roundTrip) {
            due = Math.min(due, now + Math.max(patience, 4 * roundTrip));
        },
        /** The server says how it stands. */
        told(now, why, roundTrip, longest) {
            if (over)
                return;
            if (why) {
                owed = why;
                due = now + Math.max(100, roundTrip / 2);
            }
            else {
                rhythm = Math.max(rhythm, now - heardAt);
                this.listen(now, longest);
            }
        },
        /** What is to be done: ask the server, or give the link up. */
        tick(now) {
            if (now < due)
                return undefined;
            const late = now - due > punctual;
            const why = owed;
            due = Number.POSITIVE_INFINITY;
            if (!why)
                return { ask: true };
            if (!late) {
                over = true;
                return { verdict: why };
            }
            due = now + punctual;
            return undefined;
        },
    };
}

export { createWatch };
//# sourceMappingURL=watch.js.map
