import type { Framing } from './streaming.js';
/** One JSON array of messages a part (RFC 2046, section 5.1.3). Each part ends with the boundary, so none waits for the next. */
export declare const multipart: Framing;
