import type { Framing } from './streaming';
/** One JSON array of messages a line. JSON and `nosniff`: no browser holds back the first bytes (measured). */
export declare const httpStreaming: Framing;
