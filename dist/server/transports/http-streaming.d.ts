import { type Framing } from './streaming.js';
/** One JSON array of messages a line. JSON and `nosniff`: no browser holds back the first bytes (measured). */
export declare const httpStreaming: Framing;
/** To an XMLHttpRequest, whose text grows. */
export declare const xhrStreaming: Framing;
