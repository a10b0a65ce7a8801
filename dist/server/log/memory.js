import { event } from '../../protocol/message.js';
import { formatPosition, epochOf, later, sequences } from '../../protocol/position.js';

/** Most publishers whose numbers are remembered; the ones silent for longest go first. */
const publishersKept = 100000;
/**
 * Least milliseconds for which a publisher's number is remembered after it was last taken or asked for. Longer than the
 * pause between two joins of a client that is there, so that its next publication is not taken for a gap.
 */
const publisherAge = 3600000;
/** A page ends when it has reached so many characters. */
const pageCharacters = 262144;
/**
 * A log in the memory of this process. It begins anew with the process: clients then hear `missed`.
 * @param now - milliseconds since 1970
 */
function createMemoryLog({ messages = 10000, characters = 33554432, age = 600000 } = {}, now = Date.now) {
    const epoch = now();
    const listeners = new Set();
    /** Insertion order is the order in which they were last taken or asked for. */
    const numbers = new Map();
    let entries = [];
    /** Entries before this index are gone; the array is cut now and then. */
    let head = 0;
    let kept = 0;
    let last = { milliseconds: 0, sequence: 0 };
    let floor = formatPosition(epoch, 0, 0);
    let tail = floor;
    function nextPosition() {
        const milliseconds = Math.max(now(), last.milliseconds);
        const sequence = milliseconds === last.milliseconds ? last.sequence + 1 : 0;
        last = sequence < sequences ? { milliseconds, sequence } : { milliseconds: milliseconds + 1, sequence: 0 };
        return formatPosition(epoch, last.milliseconds, last.sequence);
    }
    function trim() {
        const oldest = now() - age;
        for (let entry = entries[head]; entry; entry = entries[head]) {
            if (entries.length - head <= messages && kept <= characters && entry.at >= oldest)
                break;
            kept -= entry.json.length;
            floor = entry.position;
            head++;
        }
        if (head > 1000 && head * 2 > entries.length) {
            entries = entries.slice(head);
            head = 0;
        }
        const silent = now() - Math.max(age, publisherAge);
        for (const [publisher, { at }] of numbers) {
            if (numbers.size <= publishersKept && at >= silent)
                break;
            numbers.delete(publisher);
        }
    }
    /** Takes the number, or says why not. */
    function take({ publisher, number }) {
        const known = numbers.get(publisher)?.number ?? 0;
        if (number <= known)
            return 'already';
        if (number > known + 1)
            return 'gap';
        remember(publisher, number);
        return undefined;
    }
    function remember(publisher, number) {
        numbers.delete(publisher);
        numbers.set(publisher, { number, at: now() });
    }
    /** The index of the first entry beyond a position. */
    function beyond(position) {
        let low = head;
        let high = entries.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (entries[middle].position > position)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
    return {
        get tail() {
            return tail;
        },
        get floor() {
            return floor;
        },
        append(channel, data, source) {
            const refused = source && take(source);
            if (refused)
                return refused;
            tail = nextPosition();
            const { json } = event(channel, data, tail);
            const entry = { channel, position: tail, json, at: now() };
            entries.push(entry);
            kept += json.length;
            trim();
            for (const listener of listeners)
                listener(entry);
            return tail;
        },
        skip: (source) => take(source) ?? tail,
        published(publisher) {
            const { number = 0 } = numbers.get(publisher) ?? {};
            if (number)
                remember(publisher, number);
            return number;
        },
        read(after, limit) {
            if (epochOf(after) !== epochOf(floor) || after < floor)
                return undefined;
            const from = beyond(after);
            let to = from;
            for (let characters = 0; to < entries.length && to < from + limit && characters < pageCharacters; to++) {
                characters += entries[to].json.length;
            }
            const more = to < entries.length;
            const page = entries.slice(from, to);
            return {
                entries: page,
                end: more ? page[page.length - 1].position : later(tail, after),
                more,
            };
        },
        onAppend(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        trim,
    };
}

export { createMemoryLog };
//# sourceMappingURL=memory.js.map
