import { epochOf } from '../../protocol/position.js';
import { never } from '../times.js';

/** Where publications are under way, and when they have to go out again. */
function createPublishing(paths, outbox) {
    /** The link that carries them, where links run both ways. */
    let carrier;
    /** Of the server's log, for which publications are numbered; and as last heard. */
    let epoch = '';
    let heard = '';
    /** The next answer has its time. */
    function expect(path) {
        path.publishedAt = paths.now;
        path.taken = outbox.underWay ? paths.now + outbox.answerTime : never;
    }
    return {
        /** Some may be lost: all that is unanswered goes out again after the next join. */
        unsure: false,
        /** So far is the server's log. */
        heard(position) {
            heard = epochOf(position);
        },
        /** Some go out. A log that has begun anew knows none of the numbers before: none of them is due there any more. */
        number() {
            if (heard === epoch || outbox.sent)
                return;
            epoch = heard;
            outbox.reconcile(true, 0);
        },
        /** They go out on a link that runs both ways. */
        sentOn(path) {
            if (path !== carrier || path.taken === never || !outbox.underWay)
                expect(path);
            carrier = path;
        },
        /** One was answered on this path. */
        answered(path) {
            if (path && path === carrier)
                expect(path);
        },
        /**
         * After an answer: whether all that is unanswered goes out afresh.
         * @param back - there was no link before this one
         * @param changed - another join follows at once; what has to be done is left to its answer, which finds the same
         */
        joined(path, { published, tail }, back, changed) {
            const current = tail ? epochOf(tail) : heard;
            const anew = epoch !== '' && epoch !== current;
            // What was posted arrives later than what such a link carries now, and by then it is out of turn.
            const overtakes = path.kind === 'duplex' && outbox.underWay > 0;
            this.unsure || (this.unsure = back || (carrier !== path && (overtakes || carrier !== undefined)));
            // What is under way went to a log that is gone.
            this.unsure || (this.unsure = anew && outbox.underWay > 0);
            if (this.unsure && changed)
                return false;
            epoch = heard = current;
            if (!this.unsure || published === undefined)
                return false;
            this.unsure = false;
            carrier = undefined;
            outbox.reconcile(anew || published < path.published, published);
            return true;
        },
    };
}

export { createPublishing };
//# sourceMappingURL=publishing.js.map
