import { sequenceWidth } from '../protocol/position.js';

/** Entries of one channel and one millisecond as one message: what they have in common is said once. */
class Run {
    constructor(entries, stamp) {
        const { channel, position } = entries[entries.length - 1];
        this.position = position;
        let data = '';
        let run = '';
        for (const entry of entries) {
            data += data ? `,${entry.data}` : entry.data;
            run += entry.position.slice(-sequenceWidth);
        }
        this.json = `{"channel":${JSON.stringify(channel)},"data":[${data}],"id":"${stamp}","ext":{"encke":{"run":"${run}"}}}`;
    }
}
let last = [];
let made = [];
/** Hot: what is published in one turn goes to many, and its runs are made once. */
function inRuns(entries) {
    if (entries.length !== last.length || entries.some((entry, index) => entry !== last[index])) {
        last = entries;
        made = anew(entries);
    }
    return made;
}
function anew(entries) {
    const batch = [];
    for (let begin = 0, end = 0; begin < entries.length; begin = end) {
        const first = entries[begin];
        const stamp = first.position.slice(0, -sequenceWidth);
        const alike = ({ channel, position }) => channel === first.channel && position.startsWith(stamp);
        do
            end++;
        while (end < entries.length && alike(entries[end]));
        batch.push(end - begin > 1 ? new Run(entries.slice(begin, end), stamp) : first);
    }
    return batch;
}

export { inRuns };
//# sourceMappingURL=runs.js.map
