/** Milliseconds for which a transport is left to itself, at least, before a better one is tried. */
const rest = 1000;
/**
 * When to try what would be better than the live transport: one at a time, the one whose turn comes first.
 * @param better - what would be, in order of preference; nothing when it is not the time to look
 */
function createUpgrades({ now, setTimeout, clearTimeout }, standings, better, attempt) {
    let timer;
    return {
        lookUp() {
            if (timer)
                return;
            const [first] = better().sort((a, b) => standings.retryAt(a) - standings.retryAt(b));
            if (!first)
                return;
            timer = setTimeout(() => {
                timer = undefined;
                attempt(first);
            }, Math.max(rest, standings.retryAt(first) - now()));
        },
        cancel() {
            clearTimeout(timer);
            timer = undefined;
        },
    };
}

export { createUpgrades };
//# sourceMappingURL=upgrades.js.map
