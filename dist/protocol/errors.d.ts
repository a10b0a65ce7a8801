/**
 * What went wrong, as a word that a program can switch on. What to do about each is in docs/client.md, "Errors".
 *
 * The call was wrong, or too much: `bad-channel`, `bad-data`, `bad-option`, `too-large`, `queue-full`, `overflow`.
 * The server said no: `refused`, `unknown-session`, `busy`, `gap`.
 * The path failed: `network`, `timeout`, `malformed`, `blocked`, `no-transport`.
 * It may or may not have happened: `delivery-unknown`.
 * You ended it: `closed`, `aborted`.
 */
export type ErrorCode = 'aborted' | 'bad-channel' | 'bad-data' | 'bad-option' | 'blocked' | 'busy' | 'closed' | 'delivery-unknown' | 'gap' | 'malformed' | 'network' | 'no-transport' | 'overflow' | 'queue-full' | 'refused' | 'timeout' | 'too-large' | 'unknown-session';
/** The only error class of Encke. Switch on `code`; across frames use {@link isEnckeError} instead of `instanceof`. */
export declare class EnckeError extends Error {
    readonly name = "EnckeError";
    /** What went wrong, for programs. */
    readonly code: ErrorCode;
    /** What lay behind it. */
    readonly cause: unknown;
    constructor(code: ErrorCode, message: string, cause?: unknown);
    /** Whether the same call may succeed later without being changed. */
    get retry(): boolean;
}
/** Whether `value` is an {@link EnckeError}, also one made by another copy of this library or in another frame. */
export declare function isEnckeError(value: unknown): value is EnckeError;
/** Wraps whatever was thrown, keeping it as `cause`; an EnckeError passes through. */
export declare function asEnckeError(thrown: unknown, code: ErrorCode): EnckeError;
/**
 * Parses `DDD:arg,arg:message` (Bayeux 1.0, section 2.3.6, "error"); never throws. `status` is 0 for free text, which is
 * legal.
 */
export declare function parseError(text: string): {
    status: number;
    message: string;
};
/** The error of an unsuccessful reply. A status that has no code of its own is `refused`. */
export declare function replyError(error: string | undefined, subject: string, cause?: unknown): EnckeError;
