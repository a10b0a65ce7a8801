/**
 * Watches whether what the server writes on the live link arrives. When the link falls silent, out of its rhythm or with
 * an answer due, the server is asked beside it how much it has written. If it has written more than has come, and still
 * nothing comes, the link holds back what it should carry.
 */
export declare function createWatch(): {
    /** When `tick` is due; Infinity when there is nothing to doubt. */
    readonly due: number;
    readonly over: boolean;
    /** Something came over the live link: `batches` of them, or only a sign of life. */
    heard(now: number, longest: number): void;
    /** A new link is live: should it bring nothing but its first words, that is asked about too. */
    begin(now: number): void;
    /** @param longest - milliseconds after which the server breaks its silence by itself */
    listen(now: number, longest: number): void;
    /** An answer is due on the live link. */
    expect(now: number, roundTrip: number): void;
    /** The server says how it stands. */
    told(now: number, why: string | undefined, roundTrip: number, longest: number): void;
    /** What is to be done: ask the server, or give the link up. */
    tick(now: number): {
        ask: true;
    } | {
        verdict: string;
    } | undefined;
};
