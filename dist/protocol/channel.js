/** Longest channel name or pattern that the server takes, in characters. */
const longestChannel = 512;
/** Most segments of one: for each there is a pattern that may match, and is looked up for each message. */
const mostSegments = 32;
const segment = '/[A-Za-z0-9\\-_!~()$@]+';
const name = new RegExp(`^(${segment}){1,${mostSegments}}$`);
const pattern = new RegExp(`^((${segment}){1,${mostSegments}}|(${segment}){0,${mostSegments - 1}}/\\*\\*?)$`);
/** Whether `channel` is a literal channel name (Bayeux 1.0, section 2.2.1). */
function isChannel(channel) {
    return typeof channel === 'string' && channel.length <= longestChannel && name.test(channel);
}
/** Whether `channel` is a name or a pattern: `*` or `**` alone as the last segment (Bayeux 1.0, section 2.2.1). */
function isPattern(channel) {
    return typeof channel === 'string' && channel.length <= longestChannel && pattern.test(channel);
}
/** Whether a message on `channel` is for the protocol itself (Bayeux 1.0, section 2.2.2). */
function isMeta(channel) {
    return channel.startsWith('/meta/');
}
/** Whether `channel` is a service channel: to the server only, never broadcast (Bayeux 1.0, section 2.2.3). */
function isService(channel) {
    return channel.startsWith('/service/');
}
/**
 * Every pattern that can match a channel, so that matching is a few look-ups whatever the number of patterns.
 * `/a/b` gives `/a/b`, `/a/*`, `/a/**` and `/**`; a `**` stands for one segment or more.
 */
function expand(channel) {
    const patterns = [channel];
    let slash = channel.lastIndexOf('/');
    patterns.push(`${channel.slice(0, slash)}/*`);
    for (; slash >= 0; slash = slash > 0 ? channel.lastIndexOf('/', slash - 1) : -1) {
        patterns.push(`${channel.slice(0, slash)}/**`);
    }
    return patterns;
}
/** Whether `wide` is another pattern, which takes every channel that `narrow` takes. */
function covers(wide, narrow) {
    return wide !== narrow && expand(narrow).includes(wide) && !(narrow.endsWith('/**') && wide.endsWith('/*'));
}
/** Whether `pattern` takes messages of `channel`. */
function matches(pattern, channel) {
    if (!pattern.endsWith('*'))
        return pattern === channel;
    const deep = pattern.endsWith('/**');
    const folder = pattern.slice(0, deep ? -2 : -1);
    return channel.startsWith(folder) && (deep || !channel.includes('/', folder.length));
}

export { covers, expand, isChannel, isMeta, isPattern, isService, longestChannel, matches, mostSegments };
//# sourceMappingURL=channel.js.map
