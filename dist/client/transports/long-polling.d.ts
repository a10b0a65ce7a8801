import type { Transport } from '../link.js';
/** A POST that the server answers when it has something to say, or when it has held it long enough. */
export declare function longPolling(): Transport;
