import type { ServerResponse } from 'node:http';
/**
 * What cuts the connection of a response that takes nothing any more: else the page that sleeps at its other end, or whoever pretends to, would
 * keep it for as long as it likes.
 * @param timeout - milliseconds of silence, at most, before something is written
 */
export declare function createSendTimeout(timeout: number): (response: ServerResponse) => void;
