import { type Environment } from '../client/environment.js';
import type { EnckeServer } from '../server/server.js';
/** What the network does to a page. */
export interface Conditions {
    /** Connections break, and new ones are refused. Default false. */
    down: boolean;
    /** Nothing comes through, in either direction, and nobody is told. Default false. */
    silent: boolean;
    /** Milliseconds that everything takes in each direction. Default 0. */
    delay: number;
    /** WebSocket connections: as they should be, turned down when they are opened, or without a word. Default `open`. */
    sockets: 'open' | 'refused' | 'silent';
    /** Answers to requests: as they come, or held back until they are complete, as some proxies do. Default `open`. */
    streams: 'open' | 'held';
}
/** Between the pages of a test and a real server, all in this process: no port is opened. */
export interface Network {
    /** For pages that connect by themselves: `fetch`, `XMLHttpRequest` and `WebSocket` go through the network. Returns the undo. */
    install(): () => void;
    /** For `connect(url, { environment })`: the same, and nothing beside these three. */
    environment(): Environment;
    /** Changes what is named. What is open already is concerned too. */
    set(conditions: Partial<Conditions>): void;
    /** Every connection breaks. */
    cut(): void;
    /**
     * Another server takes the place of the one before, which is closed, as after a restart: what its log had is gone, unless
     * both were given the same `log`.
     */
    serve(server: EnckeServer): void;
    /** Undoes `install`, breaks what is open and closes the server. */
    close(): void;
}
/**
 * Puts a server behind a simulated network: what a page says below the server's path, to whatever host, goes to it, and
 * all other addresses go where they went before.
 * @example
 * const network = createNetwork(createServer())
 * network.install()
 * network.set({ down: true })
 */
export declare function createNetwork(server: EnckeServer): Network;
