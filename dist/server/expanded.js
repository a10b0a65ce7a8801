import { expand as expand$1 } from '../protocol/channel.js';

const most = 10000;
const known = new Map();
/** Every pattern that can match a channel. Remembered: a crowd that comes back asks for the same ones again and again. */
function expand(channel) {
    let patterns = known.get(channel);
    if (patterns)
        return patterns;
    if (known.size >= most)
        known.clear();
    patterns = expand$1(channel);
    known.set(channel, patterns);
    return patterns;
}

export { expand };
//# sourceMappingURL=expanded.js.map
