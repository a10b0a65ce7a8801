import type { Extension } from './extensions.js';
/** What `timesync()` returns: an extension that knows the time of the server. */
export interface Timesync extends Extension {
    /** Milliseconds that a message takes one way; 0 before the first answer. */
    readonly lag: number;
    /** Milliseconds that the server's clock is ahead of `now`. */
    readonly offset: number;
}
/**
 * CometD's time synchronisation: how far the server's clock is from this one, by its answers to handshake and connect. Encke's own
 * server does not answer it.
 * @param now - milliseconds since 1970
 */
export declare function timesync(now?: () => number): Timesync;
