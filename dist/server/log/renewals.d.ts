/**
 * The sessions that live on this node, of which the store is told so often that it does not forget them.
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createRenewals(renew: (key: string) => Promise<void>, now: () => number): {
    /** See `Log.hold`. */
    hold(key: string): void;
    release(key: string): void;
    /** Tells of as many as the time since the last call makes due. */
    renewSome(): void;
};
