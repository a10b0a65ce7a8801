import type { IncomingMessage, ServerResponse } from 'node:http';
/**
 * Runs when the response has its connection. Of several requests that were sent on one without waiting for answers (HTTP
 * pipelining) only the first has it, and only that one hears when it is gone, or full.
 */
export declare function inTurn({ socket }: IncomingMessage, response: ServerResponse, run: () => void): void;
/**
 * Cuts a connection that takes nothing any more: else the page that sleeps at its other end, or whoever pretends to, would
 * keep it for as long as it likes.
 * @param timeout - milliseconds of silence, at most, before something is written
 */
export declare function cutWhenStuck(response: ServerResponse, timeout: number): void;
