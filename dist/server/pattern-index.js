import { expand as expand$1, matches } from '../protocol/channel.js';

/** Most channels that are remembered; beyond that the memory starts afresh. */
const mostKnown = 512;
/** So few patterns are held against a channel one by one: what was said long ago is read by each for itself. */
const few = 8;
const known = new Map();
let folder = '';
let latest = expand$1('/');
/**
 * Every pattern that can match a channel. Hot: asked for once for each delivery, mostly of the same channel as before, or
 * of the same folder, whose channels have all but the first in common, or of those that have just come for others.
 */
function expand(channel) {
    if (latest[0] === channel)
        return latest;
    const slash = channel.lastIndexOf('/');
    if (slash === folder.length && channel.startsWith(folder)) {
        const [, ...wide] = latest;
        latest = [channel, ...wide];
    }
    else {
        latest = known.get(channel) ?? learn(channel);
        folder = channel.slice(0, slash);
    }
    return latest;
}
/** Patterns among which are all of a session's that match a channel. */
function candidates(channel, patterns) {
    if (latest[0] === channel || patterns.size > few)
        return expand(channel);
    return [...patterns].filter((pattern) => matches(pattern, channel));
}
function learn(channel) {
    const patterns = expand$1(channel);
    if (known.size >= mostKnown)
        known.clear();
    known.set(channel, patterns);
    return patterns;
}
/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
function createIndex() {
    const one = new Map();
    const many = new Map();
    let size = 0;
    return {
        /** How many listeners there are, each as often as it has patterns. */
        get size() {
            return size;
        },
        get(pattern) {
            const only = one.get(pattern);
            return only ? [only] : (many.get(pattern) ?? []);
        },
        /** To what it does not listen yet. */
        add(pattern, listener) {
            const only = one.get(pattern);
            const set = many.get(pattern);
            size++;
            if (set)
                set.add(listener);
            else if (!only)
                one.set(pattern, listener);
            else {
                one.delete(pattern);
                many.set(pattern, new Set([only, listener]));
            }
        },
        delete(pattern, listener) {
            const set = many.get(pattern);
            const found = one.get(pattern) === listener ? one.delete(pattern) : set?.delete(listener);
            if (found)
                size--;
            if (set?.size === 0)
                many.delete(pattern);
        },
    };
}

export { candidates, createIndex, expand };
//# sourceMappingURL=pattern-index.js.map
