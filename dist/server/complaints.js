/** What two hints begin with. */
const noSocket = 'a page asks for a WebSocket and gets none';
/** Tells the operator once, by `console.warn`, what is hardly meant. */
function createHint(hint) {
    let told = false;
    return () => {
        if (!told)
            console.warn(`Encke: ${hint}`);
        told = true;
    };
}
/** Ten in ten seconds: a store that is away fails for all who come, and they come again. */
const most = 10;
const every = 10000;
/**
 * Tells the operator by `console.error` what is wrong, and how much of that was left out.
 * @param now - milliseconds on a clock that never goes back
 */
function createComplaints(now = () => performance.now()) {
    let since = Number.NEGATIVE_INFINITY;
    let count = 0;
    return (error) => {
        if (now() - since >= every) {
            if (count > most)
                console.error(`Encke: ${count - most} more errors like the last ones were left out`);
            since = now();
            count = 0;
        }
        if (++count <= most)
            console.error(error);
    };
}

export { createComplaints, createHint, noSocket };
//# sourceMappingURL=complaints.js.map
