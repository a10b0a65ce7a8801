import { follows } from '../../protocol/numbers.js';
import { copied } from '../runtime.js';

/** Least milliseconds for which the number of a publisher without a session is remembered after it was taken or asked for. */
const publisherAge = 3600000;
/** So many numbers back, the reason of a refusal is remembered: more than a client has under way at a time. */
const refusalsKept = 200;
/** So many characters of a reason are remembered. */
const reasonCharacters = 200;
/** Most publishers without a session whose numbers are remembered; the ones silent for longest go first. */
const publishersKept = 100000;
/** Most reasons that are remembered; those of the publishers who were not refused for longest go first. */
const reasonsKept = 100000;
/**
 * Which number of each publisher was taken last, and why others were refused.
 * @param age - least milliseconds for which who has no session is remembered
 * @param now - milliseconds since 1970
 */
function createPublishers(age, now) {
    /** Those that a session holds. */
    const live = new Map();
    /** The others. Insertion order is the order in which they were last taken or asked for. */
    const others = new Map();
    /** Reasons by number. Insertion order is the order in which publishers were last refused. */
    const refusals = new Map();
    let reasons = 0;
    const find = (publisher) => live.get(publisher) ?? others.get(publisher);
    const found = (publisher) => find(publisher) ?? { number: 0, at: 0, sessions: 0 };
    function refuse(known, reason) {
        const own = refusals.get(known) ?? new Map();
        reasons -= own.size;
        for (const old of own.keys())
            if (old <= known.number - refusalsKept)
                own.delete(old);
        own.set(known.number, copied(reason.slice(0, reasonCharacters)));
        reasons += own.size;
        refusals.delete(known);
        refusals.set(known, own);
        for (const [longest, { size }] of refusals) {
            if (reasons <= reasonsKept)
                break;
            refusals.delete(longest);
            reasons -= size;
        }
    }
    function touch(publisher, known) {
        if (known.sessions)
            return;
        known.at = now();
        others.delete(publisher);
        others.set(publisher, known);
    }
    return {
        /** Takes the number for the entry that comes next, or for none; or says why not. */
        take({ publisher, number }, position, reason) {
            const known = found(publisher);
            if (number <= known.number) {
                const refused = refusals.get(known)?.get(number);
                if (refused !== undefined)
                    return { refused };
                return (position && number === known.number && known.position) || 'already';
            }
            if (!follows(number, known.number))
                return 'gap';
            known.number = number;
            known.position = position;
            if (reason !== undefined)
                refuse(known, reason);
            touch(publisher, known);
            return undefined;
        },
        /** See `Log.published`. */
        published(publisher) {
            const known = find(publisher);
            if (known)
                touch(publisher, known);
            return known?.number ?? 0;
        },
        /** See `Log.hold`. */
        hold(publisher) {
            const known = found(publisher);
            known.sessions++;
            others.delete(publisher);
            live.set(publisher, known);
        },
        release(publisher) {
            const known = live.get(publisher);
            if (!known || --known.sessions)
                return;
            live.delete(publisher);
            if (known.number)
                touch(publisher, known);
        },
        /** Forgets those who have been silent for long. */
        trim() {
            const silent = now() - age;
            for (const [publisher, { at }] of others) {
                if (others.size <= publishersKept && at >= silent)
                    break;
                others.delete(publisher);
            }
        },
    };
}

export { createPublishers, publisherAge, reasonCharacters, refusalsKept };
//# sourceMappingURL=publishers.js.map
