/** Whether nobody takes the answer any more. By HTTP/2, that it has no connection is all that shows it. */
const isOver = ({ closed, socket }) => closed || !socket;
/** Requests of one connection that wait for their turn; one that sends more is cut. */
const mostWaiting = 32;
const waiting = new WeakMap();
/**
 * Runs when the response has its connection. Of several requests that were sent on one without waiting for answers (HTTP
 * pipelining) only the first has it, and only that one hears when it is gone, or full.
 */
function inTurn(asked, answer, take) {
    const [request, response] = [asked, answer];
    if (response.socket)
        return take(request, response);
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    response.once('socket', () => {
        waiting.set(socket, waiting.get(socket) - 1);
        take(request, response);
    });
    if (count > mostWaiting)
        socket.destroy();
}

export { inTurn, isOver };
//# sourceMappingURL=pipelining.js.map
