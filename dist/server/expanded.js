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

export { candidates, expand };
//# sourceMappingURL=expanded.js.map
