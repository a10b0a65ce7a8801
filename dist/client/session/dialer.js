import { doubtful, never } from '../times.js';

/** Milliseconds. */
const firstPause = 200;
const longestPause = 60000;
/** Where a link goes on meanwhile. */
const longestBeside = 10000;
/** Milliseconds online after which a loss begins a new series of tries. */
const settled = 250;
/** So many links in a row that were good for a moment only let the pauses grow. */
const mostShortLived = 3;
/** What has asked to be asked again so often, within twice the lull each time, and said nothing else, has to wait that long. */
const mostInVain = 20;
/** Milliseconds. */
const lull = 1000;
/** Decides when the next link is opened. Pauses grow exponentially, with full jitter; the first one is none at all. */
function createDialer(paths, random, dial) {
    let failures = 0;
    let again = false;
    /** It waits for no failure. */
    let pausing = false;
    let due = never;
    /** Twice as many after each fresh start: in a network that is slow, one gets through in the end. */
    let grace = doubtful;
    /** Links in a row that were good for a moment only, and brought nothing. */
    let shortLived = 0;
    let inVain = 0;
    let askedAt = 0;
    function hasty() {
        inVain = paths.now - askedAt < 2 * lull ? inVain + 1 : 0;
        askedAt = paths.now;
        return inVain > mostInVain;
    }
    /** A link was good for a while: `to` is 0. Or something was answered at least: 1. */
    function succeeded(to) {
        failures = Math.min(failures, to && to + shortLived);
        if (!to)
            shortLived = 0;
    }
    function now() {
        due = never;
        dial(again);
    }
    function after(pause, onTheSame) {
        again = onTheSame;
        pausing = false;
        due = paths.now + pause;
        if (pause <= 0)
            now();
    }
    return {
        /** When; Infinity when no link is to be opened. */
        get due() {
            return due;
        },
        get waiting() {
            return due < never;
        },
        /** Whether it waits to open one on the transport in use. */
        get again() {
            return again;
        },
        /** @param onTheSame - on the transport in use; else on whichever proves itself first */
        dial: (onTheSame) => after(0, onTheSame),
        /** Whether the server wants to be asked again and again, for nothing. */
        hasty,
        /** It has said something. */
        heard() {
            inVain = shortLived = 0;
        },
        /**
         * After a link that has ended in good order.
         * @param pause - milliseconds, at least
         */
        next(pause = 0) {
            after(Math.max(paths.interval, hasty() ? lull : pause), true);
            pausing = true;
        },
        /** Whether it only waits until it asks again: it may at once. */
        get pausing() {
            return pausing && due < never;
        },
        /** After a failure. */
        retry(onTheSame) {
            grace = doubtful;
            const longest = onTheSame ? longestBeside : longestPause;
            const most = failures++ ? Math.min(longest, firstPause * 2 ** (failures - 2)) : 0;
            after(Math.max(paths.interval, random() * most), onTheSame);
        },
        succeeded,
        /** What was online is not any more. */
        lost() {
            const good = paths.now - paths.since > settled;
            succeeded(good ? 0 : 1);
            if (!good && shortLived < mostShortLived)
                shortLived++;
        },
        now,
        /** @param silence - milliseconds for which nothing has come of what is under way */
        afresh(silence) {
            if (silence <= grace)
                return;
            grace *= 2;
            after(0, false);
        },
        tick() {
            if (due <= paths.now)
                now();
        },
        cancel() {
            due = never;
        },
    };
}

export { createDialer };
//# sourceMappingURL=dialer.js.map
