import { follows } from '../../protocol/numbers.js';
import { formatPosition, suffix, sequences, stampOf } from '../../protocol/position.js';
import { copied } from '../runtime.js';
import { boundsOf, publisherAge, refusalsKept, reasonCharacters } from './bounds.js';
import { createWindow, defaultRetention } from './window.js';

/** Most publishers without a session whose numbers are remembered; the ones silent for longest go first. */
const publishersKept = 100000;
/** Most reasons that are remembered; those of the publishers who were not refused for longest go first. */
const reasonsKept = 100000;
/**
 * Milliseconds since 1970, on a clock that goes on when that of the system is set. Hot: read once a turn, and what is
 * published in one turn is of one moment.
 */
function steady() {
    const began = Date.now() - performance.now();
    let time;
    const forget = () => {
        time = undefined;
    };
    return () => {
        if (time === undefined) {
            time = Math.floor(began + performance.now());
            queueMicrotask(forget);
        }
        return time;
    };
}
/**
 * A log in the memory of this process. When the process ends, it is gone, and clients hear `missed`.
 * @param now - milliseconds since 1970
 * @throws EnckeError `bad-option` - a bound is no number above 0, or there is none of that name
 */
function createMemoryLog(retention = {}, now = steady()) {
    const kept = boundsOf(retention, defaultRetention);
    const epoch = now();
    const window = createWindow(formatPosition(epoch, 0, 0), kept, now);
    const listeners = new Set();
    /** Those that a session holds. */
    const live = new Map();
    /** The others. Insertion order is the order in which they were last taken or asked for. */
    const publishers = new Map();
    /** Reasons by number. Insertion order is the order in which publishers were last refused. */
    const refusals = new Map();
    let reasons = 0;
    let milliseconds = 0;
    let sequence = 0;
    let moment = { stamp: '', at: 0 };
    /** The next position is `sequence` in `moment`. */
    function advance(time) {
        if (time > milliseconds || ++sequence === sequences) {
            milliseconds = Math.max(time, milliseconds + 1);
            sequence = 0;
            moment = { stamp: stampOf(formatPosition(epoch, milliseconds, 0)), at: time };
        }
    }
    const find = (publisher) => live.get(publisher) ?? publishers.get(publisher);
    const found = (publisher) => find(publisher) ?? { number: 0, at: 0, sessions: 0 };
    function forgetPublishers() {
        const silent = now() - Math.max(kept.age, publisherAge);
        for (const [publisher, { at }] of publishers) {
            if (publishers.size <= publishersKept && at >= silent)
                break;
            publishers.delete(publisher);
        }
    }
    /** Takes the number for the entry that comes next, or for none; or says why not. */
    function take({ publisher, number }, position, reason) {
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
    }
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
        publishers.delete(publisher);
        publishers.set(publisher, known);
    }
    return {
        get tail() {
            return window.tail;
        },
        get floor() {
            return window.floor;
        },
        append(channel, data, source) {
            const time = now();
            advance(time);
            const position = moment.stamp + suffix(sequence);
            const verdict = source && take(source, position);
            if (verdict)
                return verdict;
            const begun = window.append(channel, moment, sequence, data, time);
            if (source)
                forgetPublishers();
            if (begun)
                for (const listener of listeners)
                    listener(begun);
            return position;
        },
        skip: (source, reason) => take(source, undefined, reason) ?? window.tail,
        published(publisher) {
            const known = find(publisher);
            if (known)
                touch(publisher, known);
            return known?.number ?? 0;
        },
        read: window.read,
        newest: window.newest,
        onAppend(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        onBreak: () => () => { },
        get state() {
            return { ...window.size, away: 0 };
        },
        onTrouble: () => () => { },
        // There is no other node.
        recall: () => undefined,
        remember() { },
        hold(key) {
            const known = found(key);
            known.sessions++;
            publishers.delete(key);
            live.set(key, known);
        },
        release(key) {
            const known = live.get(key);
            if (!known || --known.sessions)
                return;
            live.delete(key);
            if (known.number)
                touch(key, known);
        },
        catchUp() { },
        trim() {
            window.trim();
            forgetPublishers();
        },
        close() { },
    };
}

export { createMemoryLog };
//# sourceMappingURL=memory.js.map
