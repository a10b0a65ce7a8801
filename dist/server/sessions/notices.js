/** What a client is told beside answers and events. */
const told = (notice) => ({
    channel: '/meta/connect',
    successful: true,
    ext: { encke: notice },
});
/** Join anew: on a fresh link, where this one does not run both ways. */
const rotate = told({ rotate: true });
/** The answer to a join whose session a higher number has. */
const stale = (reply, join, by) => ({
    ...reply,
    ext: { encke: { join, stale: by } },
});

export { rotate, stale, told };
//# sourceMappingURL=notices.js.map
