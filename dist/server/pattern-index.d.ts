/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
export declare function createIndex<Listener extends object>(): {
    /** How many listeners there are, each as often as it has patterns. */
    readonly size: number;
    get(pattern: string): Iterable<Listener>;
    /** To what it does not listen yet. */
    add(pattern: string, listener: Listener): void;
    /** From what it listens to. */
    delete(pattern: string, listener: Listener): void;
};
