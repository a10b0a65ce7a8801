import type { Transport } from '../link.js';
/** A POST that the server answers when it has something to say, or has held it for long enough. */
export declare function longPolling(): Transport;
