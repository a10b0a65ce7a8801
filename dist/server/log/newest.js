/** Entries that are not the newest of their channel any more stay for a while: as many as the others, and so many. */
const slack = 1000;
/** The first of some runs, in their order and from an index on, that goes beyond a position. */
function indexBeyond(runs, position, from = 0) {
    let low = from;
    let high = runs.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (runs[middle].position > position)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
/** The newest run of each channel, in the order of the log. */
function createNewest(runs) {
    const channels = new Map(runs.map((run) => [run.channel, run]));
    const isNewest = (run) => channels.get(run.channel) === run;
    let ordered = runs.filter(isNewest);
    return {
        of: (channel) => channels.get(channel),
        add(run) {
            channels.set(run.channel, run);
            ordered.push(run);
        },
        /** It is gone from the log. */
        remove(run) {
            if (isNewest(run))
                channels.delete(run.channel);
        },
        /** To be called now and then. */
        tidy() {
            if (ordered.length > 2 * channels.size + slack)
                ordered = ordered.filter(isNewest);
        },
        /** Those beyond a position, up to another one. */
        *between(after, until) {
            for (let index = indexBeyond(ordered, after); index < ordered.length; index++) {
                const run = ordered[index];
                if (run.position > until)
                    return;
                if (isNewest(run))
                    yield run;
            }
        },
    };
}

export { createNewest, indexBeyond };
//# sourceMappingURL=newest.js.map
