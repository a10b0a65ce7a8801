import { doubtful, never } from './times.js';

/** Milliseconds. */
const firstPause = 200;
const longestPause = 60000;
/** Where a link goes on meanwhile. */
const longestBeside = 10000;
/** Decides when the next link is opened. Pauses grow exponentially, with full jitter; the first one is none at all. */
function createDialer(paths, random, dial) {
    let failures = 0;
    let again = false;
    let due = never;
    /** Twice as many after each fresh start: in a network that is slow, one gets through in the end. */
    let patience = doubtful;
    function now() {
        due = never;
        dial(again);
    }
    function after(pause, onTheSame) {
        again = onTheSame;
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
        /** After a link that has ended in good order. */
        next: () => after(paths.interval, true),
        /** After a failure. */
        retry(onTheSame) {
            patience = doubtful;
            const longest = onTheSame ? longestBeside : longestPause;
            const most = failures++ ? Math.min(longest, firstPause * 2 ** (failures - 2)) : 0;
            after(Math.max(paths.interval, random() * most), onTheSame);
        },
        /** A link was good for a while: `failures` is 0. Or something was answered at least: 1. */
        succeeded(to) {
            failures = Math.min(failures, to);
        },
        now,
        /** @param silence - milliseconds for which nothing has come of what is under way */
        afresh(silence) {
            if (silence <= patience)
                return;
            patience *= 2;
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
