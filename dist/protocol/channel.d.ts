/** Longest channel name or pattern that the server takes, in characters. */
export declare const longestChannel = 512;
/** Most segments of one: for each there is a pattern that may match, and is looked up for each message. */
export declare const mostSegments = 32;
/** Whether `channel` is a literal channel name (Bayeux 1.0, section 2.2.1). */
export declare function isChannel(channel: unknown): channel is string;
/** Whether `channel` is a name or a pattern: `*` or `**` alone as the last segment (Bayeux 1.0, section 2.2.1). */
export declare function isPattern(channel: unknown): channel is string;
/** Whether a message on `channel` is for the protocol itself (Bayeux 1.0, section 2.2.2). */
export declare function isMeta(channel: string): boolean;
/** Whether `channel` is a service channel: to the server only, never broadcast (Bayeux 1.0, section 2.2.3). */
export declare function isService(channel: string): boolean;
/**
 * Every pattern that can match a channel, so that matching is a few look-ups whatever the number of patterns.
 * `/a/b` gives `/a/b`, `/a/*`, `/a/**` and `/**`; a `**` stands for one segment or more.
 */
export declare function expand(channel: string): string[];
/** Whether `wide` is another pattern, which takes every channel that `narrow` takes. */
export declare function covers(wide: string, narrow: string): boolean;
/** Whether `pattern` takes messages of `channel`. */
export declare function matches(pattern: string, channel: string): boolean;
