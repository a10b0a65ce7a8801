import { epochOf, later } from '../../protocol/position.js';

const defaultRetention = { messages: 10000, characters: 33554432, age: 600000 };
/**
 * The newest stretch of a log, in the memory of this process.
 * @param start - where it begins
 * @param now - milliseconds since 1970
 */
function createWindow(start, { messages, characters, age }, now) {
    /** By channel, from when somebody has first asked: few want the newest alone. */
    let newest;
    let entries = [];
    /** Entries before this index are gone; the array is cut now and then. */
    let head = 0;
    let kept = 0;
    /** The last that is gone. */
    let gone;
    /** Made when it is asked for, and the same for all who ask. */
    let tail = start;
    function trim(time = now()) {
        const oldest = time - age;
        for (let entry = entries[head]; entry; entry = entries[head]) {
            if (entries.length - head <= messages && kept <= characters && entry.moment.at >= oldest)
                break;
            kept -= entry.length;
            gone = entry;
            if (newest?.get(entry.channel) === entry)
                newest.delete(entry.channel);
            head++;
        }
        if (head > 1000 && head * 2 > entries.length) {
            entries = entries.slice(head);
            head = 0;
        }
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
            tail ?? (tail = (entries[entries.length - 1] ?? gone).position);
            return tail;
        },
        get floor() {
            return gone?.position ?? start;
        },
        /** @param time - now */
        push(entry, time) {
            entries.push(entry);
            newest?.set(entry.channel, entry);
            kept += entry.length;
            tail = undefined;
            trim(time);
        },
        /** See `Log.newest`. */
        newest(channel) {
            newest ?? (newest = new Map(entries.slice(head).map((entry) => [entry.channel, entry])));
            return newest.get(channel)?.position;
        },
        /** See `Log.read`. */
        read(after, limit, most = Number.POSITIVE_INFINITY) {
            if (epochOf(after) !== epochOf(this.floor) || after < this.floor)
                return undefined;
            const from = beyond(after);
            let to = from;
            for (let read = 0; to < entries.length && to < from + limit && read < most; to++) {
                read += entries[to].length;
            }
            const more = to < entries.length;
            const page = entries.slice(from, to);
            return {
                entries: page,
                end: more ? page[page.length - 1].position : later(this.tail, after),
                more,
            };
        },
        trim: () => trim(),
    };
}

export { createWindow, defaultRetention };
//# sourceMappingURL=window.js.map
