/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
export declare function createIndex<Listener extends object>(): {
    get(pattern: string): Iterable<Listener>;
    add(pattern: string, listener: Listener): void;
    delete(pattern: string, listener: Listener): void;
};
