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
    // Not every stream that somebody gives `node:http` for a connection is a socket.
    if (response.socket?.setTimeout)
        response.setTimeout(Math.min(longestTimer, timeout * mostSilences), cut);
}

export { cutWhenStuck };
//# sourceMappingURL=stuck.js.map
