import type { Framing } from './streaming.js';
/** One JSON array of messages a line. JSON and `nosniff`: no browser holds back the first bytes (measured). */
export declare const fetchStreaming: Framing;
