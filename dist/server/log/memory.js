import { formatPosition, suffix, sequences, stampOf } from '../../protocol/position.js';
import { boundsOf } from '../option-checks.js';
import { createPublishers, publisherAge } from './publishers.js';
import { createWindow, defaultRetention } from './window.js';

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
    const publishers = createPublishers(Math.max(kept.age, publisherAge), now);
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
            const verdict = source && publishers.take(source, position);
            if (verdict)
                return verdict;
            const begun = window.append(channel, moment, sequence, data, time);
            if (source)
                publishers.trim();
            if (begun)
                for (const listener of listeners)
                    listener(begun);
            return position;
        },
        skip: (source, reason) => publishers.take(source, undefined, reason) ?? window.tail,
        published: publishers.published,
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
        hold: publishers.hold,
        release: publishers.release,
        catchUp() { },
        trim() {
            window.trim();
            publishers.trim();
        },
        close() { },
    };
}

export { createMemoryLog };
//# sourceMappingURL=memory.js.map
