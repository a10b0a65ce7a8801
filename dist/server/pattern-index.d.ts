/**
 * Every pattern that can match a channel. Hot: asked for once for each delivery, mostly of the same channel as before, or
 * of the same folder, whose channels have all but the first in common, or of those that have just come for others.
 */
export declare function expand(channel: string): readonly string[];
/** Patterns among which are all of a session's that match a channel. */
export declare function candidates(channel: string, patterns: ReadonlySet<string>): readonly string[];
/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
export declare function createIndex<Listener extends object>(): {
    /** How many listeners there are, each as often as it has patterns. */
    readonly size: number;
    get(pattern: string): Iterable<Listener>;
    /** To what it does not listen yet. */
    add(pattern: string, listener: Listener): void;
    delete(pattern: string, listener: Listener): void;
};
