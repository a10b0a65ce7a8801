import { longestTimer } from './longest-timer.js';

/** So many times the longest silence, a client may take nothing of what it was sent. A slow network takes some in that time. */
const mostSilences = 10;
function cut() {
    this.destroy();
}
/**
 * Cuts a connection that takes nothing any more: else the page that sleeps at its other end, or whoever pretends to, would
 * keep it for as long as it likes.
 * @param timeout - milliseconds of silence, at most, before something is written
 */
function cutWhenStuck(response, timeout) {
    const socket = response.socket;
    // Not every stream that somebody gives `node:http` for a connection is a socket.
    if (!socket?.setTimeout)
        return;
    const { timeout: before = 0 } = socket;
    const time = Math.min(longestTimer, timeout * mostSilences);
    response.setTimeout(time, cut);
    // Node sets the time of a connection that is kept, but not where the application has it set none.
    response.once('finish', () => {
        if (socket.timeout === time)
            socket.setTimeout?.(before);
    });
}

export { cutWhenStuck };
//# sourceMappingURL=stuck.js.map
