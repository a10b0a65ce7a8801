import { epochOf } from '../../protocol/position.js';
import { never } from '../times.js';

/** Where publications are under way, and when they have to go out again. */
function createPublishing(paths, outbox) {
    /** The link that carries them, where links run both ways. */
    let carrier;
    /** The last one that was under way on a socket that was left: answers come in order there. */
    let last;
    /** Something newer was turned down meanwhile. */
    let late = false;
    /** Of the server's log. */
    let epoch = '';
    /** The next answer has its time. */
    function expect(path) {
        path.publishedAt = paths.now;
        path.taken = outbox.underWay ? paths.now + outbox.answerTime : never;
    }
    return {
        /** Another link takes the session from a sound socket: the answers to what is under way there come there, soon. */
        leave(path) {
            if (path !== carrier)
                return false;
            path.over = path.left = true;
            path.due = paths.now + paths.lateAfter;
            last = outbox.last;
            late = false;
            return true;
        },
        /** The socket whose answers are awaited. */
        get left() {
            return carrier?.left ? carrier : undefined;
        },
        /** Whether they have come. */
        get settled() {
            return !outbox.awaits(last);
        },
        /** What came beside them has to go out again, when they have come. */
        postpone() {
            late = true;
        },
        /**
         * They have come, or will not.
         * @param final - to a plain server nothing is sent again
         */
        forget(final) {
            const { settled } = this;
            this.unsure || (this.unsure = late || !settled);
            carrier = undefined;
            if (final && !settled)
                outbox.abandon(last);
        },
        /** Some may be lost: all that is unanswered goes out again after the next join. */
        unsure: false,
        /** They go out on a link that runs both ways. */
        sentOn(path) {
            if (path !== carrier || path.taken === never || !outbox.underWay)
                expect(path);
            carrier = path;
        },
        /** One was answered on this path. */
        answered(path) {
            if (!path || path !== carrier)
                return;
            expect(path);
            if (path.left)
                path.due = paths.now + paths.lateAfter;
        },
        /**
         * After an answer: whether all that is unanswered goes out afresh.
         * @param back - there was no link before this one
         * @param changed - another join follows at once; what has to be done is left to its answer, which finds the same
         */
        joined(path, { published, tail }, back, changed) {
            const current = tail ? epochOf(tail) : epoch;
            const anew = epoch !== '' && epoch !== current;
            // What was posted arrives later than what such a link carries now, and by then it is out of turn.
            const overtakes = path.kind === 'duplex' && outbox.underWay > 0;
            this.unsure || (this.unsure = back || (carrier !== path && (overtakes || (carrier !== undefined && !carrier.left))));
            // What is under way went to a log that is gone.
            this.unsure || (this.unsure = anew && outbox.underWay > 0);
            if (this.unsure && changed)
                return false;
            epoch = current;
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
