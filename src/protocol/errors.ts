/**
 * What went wrong, as a word that a program can switch on. What to do about each is in docs/client.md, "Errors".
 *
 * The call was wrong, or too much: `bad-channel`, `bad-data`, `bad-option`, `too-large`, `queue-full`, `overflow`.
 * The server said no: `refused`, `unknown-session`, `busy`, `gap`.
 * The path failed: `network`, `timeout`, `malformed`, `blocked`, `no-transport`.
 * It may or may not have happened: `delivery-unknown`.
 * You ended it: `closed`, `aborted`.
 */
export type ErrorCode =
  | 'aborted'
  | 'bad-channel'
  | 'bad-data'
  | 'bad-option'
  | 'blocked'
  | 'busy'
  | 'closed'
  | 'delivery-unknown'
  | 'gap'
  | 'malformed'
  | 'network'
  | 'no-transport'
  | 'overflow'
  | 'queue-full'
  | 'refused'
  | 'timeout'
  | 'too-large'
  | 'unknown-session'

const retryable: readonly ErrorCode[] = ['busy', 'network', 'no-transport', 'queue-full', 'timeout', 'unknown-session']

/** The only error class of Encke. Switch on `code`; across frames use {@link isEnckeError} instead of `instanceof`. */
export class EnckeError extends Error {
  override readonly name = 'EnckeError'
  /** What went wrong, for programs. */
  readonly code: ErrorCode
  /** What lay behind it. */
  readonly cause: unknown

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message)
    // Where classes are functions, `super` has made another object.
    Object.setPrototypeOf(this, EnckeError.prototype)
    this.code = code
    this.cause = cause
  }

  /** Whether the same call may succeed later without being changed. */
  get retry(): boolean {
    return retryable.includes(this.code)
  }
}

/** Whether `value` is an {@link EnckeError}, also one made by another copy of this library or in another frame. */
export function isEnckeError(value: unknown): value is EnckeError {
  return (value as EnckeError | undefined)?.name === 'EnckeError'
}

/** Wraps whatever was thrown, keeping it as `cause`; an EnckeError passes through. */
export function asEnckeError(thrown: unknown, code: ErrorCode): EnckeError {
  if (isEnckeError(thrown)) return thrown
  return new EnckeError(code, String((thrown as Error | undefined)?.message ?? thrown), thrown)
}

/**
 * Parses `DDD:arg,arg:message` (Bayeux 1.0, section 2.3.6, "error"); never throws. `status` is 0 for free text, which is
 * legal.
 */
export function parseError(text: string): { status: number; message: string } {
  const [, status = 0, message = text] = /^(\d{3}):[^:]*:([\s\S]*)$/.exec(text) ?? []
  return { status: Number(status), message }
}

const codes: Record<number, ErrorCode> = {
  400: 'malformed',
  402: 'unknown-session',
  405: 'bad-channel',
  409: 'gap',
  413: 'too-large',
  415: 'bad-data',
  429: 'busy',
  503: 'busy',
}

/** The error of an unsuccessful reply. A status that has no code of its own is `refused`. */
export function replyError(error: string | undefined, subject: string, cause: unknown = error): EnckeError {
  const { status, message } = parseError(error || 'no reason given')
  // Every server has its own number for this; the words are the same.
  const code = /unknown client/i.test(message) ? 'unknown-session' : (codes[status] ?? 'refused')
  return new EnckeError(code, `${subject}: ${message}`, cause)
}
