/** Those that are not the newest of their channel any more stay for a while: as many as the others, and so many. */
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
/** The newest run of each channel, in the order of the log. Hot: whoever joins may go through all of them. */
function createNewest(runs) {
    let ordered = [];
    /** What was before this index is gone from the log. */
    let head = 0;
    /** Of each of these, whether another one of its channel follows, or it is gone. */
    let over = [];
    /** By channel, where it is. */
    let places = new Map();
    function add(run) {
        const before = places.get(run.channel);
        if (before !== undefined)
            over[before] = true;
        places.set(run.channel, ordered.length);
        ordered.push(run);
        over.push(false);
    }
    function tidy() {
        if (ordered.length <= 2 * places.size + slack)
            return;
        const rest = ordered.filter((_, index) => !over[index]);
        ordered = [];
        over = [];
        head = 0;
        places = new Map();
        rest.forEach(add);
    }
    runs.forEach(add);
    tidy();
    return {
        add,
        /** To be called now and then. */
        tidy,
        of(channel) {
            const place = places.get(channel);
            return place === undefined ? undefined : ordered[place];
        },
        /** It is gone from the log, as all that was before it. */
        remove(run) {
            if (ordered[head] !== run)
                return;
            if (!over[head])
                places.delete(run.channel);
            over[head] = true;
            ordered[head++] = undefined;
        },
        /** Those beyond a position, up to another one. */
        *between(after, until) {
            const end = indexBeyond(ordered, until, head);
            for (let index = indexBeyond(ordered, after, head); index < end; index++) {
                if (!over[index])
                    yield ordered[index];
            }
        },
    };
}

export { createNewest, indexBeyond };
//# sourceMappingURL=newest.js.map
