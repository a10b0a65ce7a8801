/** Entries of one channel and one millisecond as one message: what they have in common is said once. */
class Run {
    constructor(entries) {
        const { channel, moment, position } = entries[entries.length - 1];
        this.position = position;
        let data = '';
        let run = '';
        for (const entry of entries) {
            data += data ? `,${entry.data}` : entry.data;
            run += entry.suffix;
        }
        this.json = `{"channel":${JSON.stringify(channel)},"data":[${data}],"id":"${moment.stamp}","ext":{"encke":{"run":"${run}"}}}`;
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
        const alike = ({ channel, moment }) => channel === first.channel && moment.stamp === first.moment.stamp;
        do
            end++;
        while (end < entries.length && alike(entries[end]));
        batch.push(end - begin > 1 ? new Run(entries.slice(begin, end)) : first);
    }
    return batch;
}

export { inRuns };
//# sourceMappingURL=runs.js.map
