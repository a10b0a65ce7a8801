import { Duplex } from 'node:stream';
/** What holds up what is on its way, in one direction. */
export interface Traffic {
    /** Milliseconds that it takes. */
    delay(): number;
    /** Nothing comes through for now. */
    blocked(): boolean;
}
/** Bytes, or that there are no more, or that the connection is gone. */
type Piece = Buffer | 'end' | 'reset';
/** One direction: it takes all that is written, and pieces arrive in order, each in its time. */
declare class Lane {
    private readonly traffic;
    private readonly to;
    private readonly pieces;
    private timer;
    constructor(traffic: Traffic, to: End);
    send(piece: Piece): void;
    /** Hands on what may pass. To be called when that may have become more. */
    pump(): void;
    /** What is on its way never arrives. */
    empty(): void;
}
/** One end of a line, with what `node:http` and `ws` ask of a socket. */
declare class End extends Duplex {
    /** Whether whoever reads here wants more. */
    hungry: boolean;
    out: Lane;
    in: Lane;
    arrive(piece: Piece): void;
    _read(): void;
    _write(bytes: Buffer, _encoding: string, done: () => void): void;
    _final(done: () => void): void;
    _destroy(error: Error | null, done: (error: Error | null) => void): void;
    setTimeout(): this;
    setNoDelay(): this;
    setKeepAlive(): this;
}
export type Line = ReturnType<typeof createLine>;
/** A connection in memory, between a page and its server. */
export declare function createLine(up: Traffic, down: Traffic): {
    page: End;
    server: End;
    readonly closed: boolean;
    /** What was blocked may pass now. */
    pump(): void;
    /** Both ends hear of it now, and of nothing that was on its way. */
    cut(code?: string): void;
};
export {};
