import { expand as expand$1 } from '../protocol/channel.js';

let folder = '';
let patterns = expand$1('/');
/**
 * Every pattern that can match a channel. Hot: asked for once for each delivery, mostly of the same channel as before, or
 * of the same folder, whose channels have all but the first in common.
 */
function expand(channel) {
    if (patterns[0] === channel)
        return patterns;
    const length = channel.lastIndexOf('/');
    if (length === folder.length && channel.startsWith(folder)) {
        const [, ...wide] = patterns;
        patterns = [channel, ...wide];
    }
    else {
        patterns = expand$1(channel);
        folder = channel.slice(0, length);
    }
    return patterns;
}

export { expand };
//# sourceMappingURL=expanded.js.map
