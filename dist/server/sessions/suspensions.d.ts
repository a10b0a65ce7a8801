/** Those that have been suspended: whoever was asked about meanwhile, and is meant, has to be asked about again. */
export declare function createSuspensions(): {
    add(who: (identity: unknown) => boolean): void;
    /** From now on. Returns whether an identity has been meant since. */
    watch(): (identity: unknown) => boolean;
};
