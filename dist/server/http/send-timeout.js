import { longestTimer } from '../runtime.js';

/** For so many times the longest silence, a client may take nothing of what it was sent. A slow network takes some in that time. */
const mostSilences = 10;
function cut() {
    this.destroy();
}
/**
 * What cuts the connection of a response that takes nothing any more: else the page that sleeps at its other end, or whoever pretends to, would
 * keep it for as long as it likes.
 * @param timeout - milliseconds of silence, at most, before something is written
 */
function createSendTimeout(timeout) {
    const time = Math.min(longestTimer, timeout * mostSilences);
    /** Node sets the time of a connection that is kept, but not where the application has it set none. */
    function finished() {
        const socket = this.req.socket;
        if (socket.timeout === time)
            socket.setTimeout(socket.server?.timeout ?? 0);
    }
    // Listeners that all share: an idle connection is to stay small.
    return (response) => {
        // Not every stream that somebody gives `node:http` for a connection is a socket.
        if (!response.socket?.setTimeout)
            return;
        response.setTimeout(time, cut);
        response.on('finish', finished);
    };
}

export { createSendTimeout };
//# sourceMappingURL=send-timeout.js.map
