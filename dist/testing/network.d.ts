import { type Environment } from '../client/environment.js';
import type { EnckeServer } from '../server/server.js';
/** What the network does to a page. */
export interface Conditions {
    /** Connections break, and new ones are refused. Default false. */
    down: boolean;
    /** Nothing comes through, in either direction, and no connection breaks. Default false. */
    silent: boolean;
    /** Milliseconds that everything takes in each direction. Default 0. */
    delay: number;
    /** WebSockets: work, are refused when they are opened, or are mute. Default `open`. */
    sockets: 'open' | 'refused' | 'silent';
    /** Answers to requests: pass as they come, or are held until they are complete, as some proxies do. Default `open`. */
    streams: 'open' | 'held';
}
/** Between the pages of a test and a real server, all in this process: no port is opened. */
export interface Network {
    /** Sends `fetch`, `XMLHttpRequest`, `WebSocket` and beacons of this realm through the network. Returns the undo. */
    install(): () => void;
    /** For `connect(url, { environment })`, without touching globals: WebSocket, `fetch-streaming` and `long-polling`. */
    environment(): Environment;
    /**
     * Changes the conditions that are named, also for what is open already.
     * @throws EnckeError `bad-option`
     */
    set(conditions: Partial<Conditions>): void;
    /** Breaks every connection; new ones are made as usual. */
    cut(): void;
    /**
     * Replaces the server, as a restart does: the old one is closed, and what its log had is gone, unless both have the same
     * `log`.
     * @throws EnckeError `bad-option`
     */
    serve(server: EnckeServer): void;
    /** Undoes `install`, breaks what is open, closes the server, and lets pages forget what they have learned of it. */
    close(): void;
}
/**
 * Puts a server behind a simulated network: requests for the server's path, on whatever host, go to it; all others go where
 * they went before.
 * @throws EnckeError `bad-option`
 * @example
 * const network = createNetwork(createServer())
 * network.install()
 * network.set({ down: true })
 */
export declare function createNetwork(server: EnckeServer): Network;
