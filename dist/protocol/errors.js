const retryable = ['busy', 'network', 'no-transport', 'queue-full', 'timeout', 'unknown-session'];
/** The only error class of Encke. Switch on `code`; across frames use {@link isEnckeError} instead of `instanceof`. */
class EnckeError extends Error {
    constructor(code, message, cause) {
        super(message);
        this.name = 'EnckeError';
        // Where classes are functions, `super` has made another object.
        Object.setPrototypeOf(this, EnckeError.prototype);
        this.code = code;
        this.cause = cause;
    }
    /** Whether the same call may succeed later without being changed. */
    get retry() {
        return retryable.includes(this.code);
    }
}
/** Whether `value` is an {@link EnckeError}, also one made by another copy of this library or in another frame. */
function isEnckeError(value) {
    return value?.name === 'EnckeError';
}
/** Wraps whatever was thrown, keeping it as `cause`; an EnckeError passes through. */
function asEnckeError(thrown, code) {
    if (isEnckeError(thrown))
        return thrown;
    return new EnckeError(code, String(thrown?.message ?? thrown), thrown);
}
/**
 * Parses `DDD:arg,arg:message` (Bayeux 1.0, section 2.3.6, "error"); never throws. `status` is 0 for free text, which is
 * legal.
 */
function parseError(text) {
    const [, status = 0, message = text] = /^(\d{3}):[^:]*:([\s\S]*)$/.exec(text) ?? [];
    return { status: Number(status), message };
}
const codes = {
    400: 'malformed',
    402: 'unknown-session',
    405: 'bad-channel',
    409: 'gap',
    413: 'too-large',
    415: 'bad-data',
    429: 'busy',
    503: 'busy',
};
/** The error of an unsuccessful reply. A status that has no code of its own is `refused`. */
function replyError(error, subject, cause = error) {
    const { status, message } = parseError(error || 'no reason given');
    // Every server has its own number for this; the words are the same.
    const code = /unknown client/i.test(message) ? 'unknown-session' : (codes[status] ?? 'refused');
    return new EnckeError(code, `${subject}: ${message}`, cause);
}

export { EnckeError, asEnckeError, isEnckeError, parseError, replyError };
//# sourceMappingURL=errors.js.map
