/** Begin a new session; or stop. */
const anew = { reconnect: 'handshake', interval: 0 };
const stop = { reconnect: 'none' };
/** Connect again, after so many milliseconds. */
function retry(timeout, interval = 0) {
    return { reconnect: 'retry', interval, timeout };
}
/** The reply to a message, with its id. */
function reply({ channel, id }, rest) {
    return { channel, ...((typeof id === 'string' || typeof id === 'number') && { id }), ...rest };
}
/** @param error - in Bayeux' form */
function fail(message, error, advice) {
    return reply(message, { successful: false, error, ...(advice && { advice }) });
}
/** Nobody here knows this session: begin a new one. */
function unknown(message) {
    return fail(message, '402::session_unknown', anew);
}
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

export { anew, fail, reply, retry, rotate, stale, stop, told, unknown };
//# sourceMappingURL=replies.js.map
