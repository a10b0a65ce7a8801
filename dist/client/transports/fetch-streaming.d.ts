import type { Target, Transport } from '../link.js';
/** A POST whose endless answer is read as it comes, and let go: one JSON array of messages a line. */
export declare function fetchStreaming(): Transport;
/** Why the body of an answer cannot be read as it comes. */
export declare function noFetchStreams(target: Target): string | undefined;
