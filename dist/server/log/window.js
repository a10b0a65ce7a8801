import { epochOf, later } from '../../protocol/position.js';
import { indexBeyond, createNewest } from './newest.js';
import { append, lengthOf } from './run.js';

const defaultRetention = { messages: 10000, characters: 33554432, age: 600000 };
/**
 * The newest stretch of a log, in the memory of this process.
 * @param start - where it begins
 * @param now - milliseconds since 1970
 */
function createWindow(start, { messages, characters, age }, now) {
    /** From when somebody has first asked: few want the newest alone. */
    let newest;
    let runs = [];
    /** What was before this index is gone; the array is cut now and then. */
    let head = 0;
    /** Of the run at the head, so many are gone. */
    let headless = 0;
    let count = 0;
    let kept = 0;
    /** The last run that is gone as a whole. */
    let gone;
    /** Made when it is asked for, and the same for all who ask. */
    let tail = start;
    const full = () => count > messages || kept > characters;
    function trim(time = now()) {
        const oldest = time - age;
        for (let run = runs[head]; run; run = runs[head]) {
            if (!full() && run.moment.at >= oldest)
                break;
            kept -= run.lengthTo(headless + 1) - run.lengthTo(headless);
            count--;
            if (++headless < run.count)
                continue;
            headless = 0;
            runs[head++] = undefined;
            gone = run;
            newest?.remove(run);
        }
        newest?.tidy();
        if (head > 1000 && head * 2 > runs.length) {
            runs = runs.slice(head);
            head = 0;
        }
    }
    /** Before anybody looks: a run that grows is not cut at its other end for each message. */
    function trimIfFull() {
        if (full())
            trim();
    }
    const end = () => {
        tail ?? (tail = (runs[runs.length - 1] ?? gone).position);
        return tail;
    };
    const floor = () => {
        trimIfFull();
        return headless ? runs[head].positionOf(headless - 1) : (gone?.position ?? start);
    };
    function newestRuns() {
        trimIfFull();
        newest ?? (newest = createNewest(runs.slice(head)));
        return newest;
    }
    return {
        get tail() {
            return end();
        },
        get floor() {
            return floor();
        },
        /** How much is in it. */
        get size() {
            trimIfFull();
            return { messages: count, characters: kept };
        },
        /**
         * @param time - now
         * @returns the run that it begins; undefined when it goes on with the last one
         */
        append(channel, moment, sequence, data, time) {
            const begun = append(runs, channel, moment, sequence, data);
            if (begun)
                newest?.add(begun);
            count++;
            kept += lengthOf(channel, data);
            tail = undefined;
            if (begun)
                trim(time);
            return begun;
        },
        /** See `Log.newest`. */
        newest: (channel) => newestRuns().of(channel)?.position,
        /** See `Log.read`. */
        read(after, limit, most = Number.POSITIVE_INFINITY, skim = '') {
            const lowest = floor();
            if (epochOf(after) !== epochOf(lowest) || after < lowest)
                return undefined;
            runs[runs.length - 1]?.seal();
            const page = [];
            let [wanted, room] = [limit, most];
            function take(part) {
                page.push(part);
                wanted -= part.count;
                room -= part.length;
            }
            let rest;
            for (const { last } of skim > after ? newestRuns().between(after, skim) : []) {
                if (wanted <= 0 || room <= 0) {
                    rest = last;
                    break;
                }
                take(last);
            }
            const from = later(after, skim);
            let index = indexBeyond(runs, from, head);
            rest ?? (rest = runs[index]?.after(from));
            while (rest && wanted > 0 && room > 0) {
                const part = rest.start(room, wanted);
                take(part);
                rest = part === rest ? runs[++index] : rest.after(part.position);
            }
            const last = rest ? page[page.length - 1].position : later(end(), after);
            return { runs: page, end: last, more: rest !== undefined };
        },
        trim: () => trim(),
    };
}

export { createWindow, defaultRetention };
//# sourceMappingURL=window.js.map
