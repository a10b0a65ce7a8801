/** Requests of one connection that wait for their turn; one that sends more is cut. */
const mostWaiting = 32;
const waiting = new WeakMap();
/**
 * Runs when the response has its connection. Of several requests that were sent on one without waiting for answers (HTTP
 * pipelining) only the first has it, and only that one hears when it is gone, or full.
 */
function inTurn({ socket }, response, run) {
    if (response.socket)
        return run();
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    response.once('socket', () => {
        waiting.set(socket, waiting.get(socket) - 1);
        run();
    });
    if (count > mostWaiting)
        socket.destroy();
}
/** So many times the longest silence, a client may take nothing of what it was sent. A slow network takes some in that time. */
const mostSilences = 10;
/** What a timer can wait for, in milliseconds. */
const longest = 2147483647;
function cut() {
    this.destroy();
}
/**
 * Cuts a connection that takes nothing any more: else the page that sleeps at its other end, or whoever pretends to, would
 * keep it for as long as it likes.
 * @param timeout - milliseconds of silence, at most, before something is written
 */
function cutWhenStuck(response, timeout) {
    // Not every stream that somebody gives `node:http` for a connection is a socket.
    if (response.socket?.setTimeout)
        response.setTimeout(Math.min(longest, timeout * mostSilences), cut);
}

export { cutWhenStuck, inTurn };
//# sourceMappingURL=turns.js.map
