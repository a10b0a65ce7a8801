import { isEnckeError, asEnckeError } from '../../protocol/errors.js';
import { createComplaints } from '../complaints.js';

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
/** The application turns them away: for good, unless it could not see who they are. */
function turnAway(message, { anonymous }) {
    if (anonymous)
        return fail(message, '403::cookies do not count in a GET of another origin, or of a page that is hidden (Referrer-Policy)');
    return fail(message, '403::authentication failed', stop);
}
/** Nobody here knows this session: begin a new one. */
function unknown(message) {
    return fail(message, '402::session_unknown', anew);
}
/**
 * The application, or the log, has no answer for now: ask again. What lies behind it is nobody's business outside:
 * addresses, for example.
 */
function createUndecided(timeout) {
    const complain = createComplaints();
    return (message, error) => {
        if (!isEnckeError(error))
            complain(error);
        return fail(message, '503::the server could not decide; ask again', retry(timeout, 1000));
    };
}
const statuses = { malformed: 400, refused: 403, 'too-large': 413, closed: 503 };
/** The reply to what could not be read, or at which the server failed; of that, only the server's own log hears more. */
function refusal(thrown) {
    const { code, message, cause } = asEnckeError(thrown, 'busy');
    const status = statuses[code] ?? 500;
    if (code === 'busy')
        console.error(cause ?? thrown);
    return { status, reply: fail({ channel: '' }, `${status}::${code === 'busy' ? 'internal error' : message}`) };
}

export { anew, createUndecided, fail, refusal, reply, retry, stop, turnAway, unknown };
//# sourceMappingURL=replies.js.map
