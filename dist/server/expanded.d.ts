/**
 * Every pattern that can match a channel. Hot: asked for once for each delivery, mostly of the same channel as before, or
 * of the same folder, whose channels have all but the first in common.
 */
export declare function expand(channel: string): readonly string[];
