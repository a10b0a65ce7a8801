/** Milliseconds. */
const first = 200;
const longest = 60000;
/** Exponential backoff with full jitter. The first pause is none: most links break for reasons that are over at once. */
function createBackoff(random) {
    let failures = 0;
    return {
        /** Milliseconds until the next try. */
        next: () => random() * (failures++ ? Math.min(longest, first * 2 ** (failures - 2)) : 0),
        /** A link was good for a while: `failures` is 0. Or it was proved at least, and then died young: 1. */
        reset(to) {
            failures = Math.min(failures, to);
        },
    };
}

export { createBackoff };
//# sourceMappingURL=backoff.js.map
