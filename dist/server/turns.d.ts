import type { IncomingMessage, ServerResponse } from 'node:http';
/**
 * Runs when the response has its connection. Of several requests that were sent on one without waiting for answers (HTTP
 * pipelining) only the first has it, and only that one hears when it is gone, or full.
 */
export declare function inTurn({ socket }: IncomingMessage, response: ServerResponse, run: () => void): void;
