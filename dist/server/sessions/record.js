/** Lets the other nodes know of a session what they need to go on with it. */
function remember(log, { key, identity, version, patterns, latest }) {
    const record = { identity, version, patterns: [...patterns], latest: [...latest] };
    log.remember(key, JSON.stringify(record));
}
/** What another node knows of a session. */
async function recall(log, key) {
    const text = await log.recall(key);
    return text === undefined ? undefined : JSON.parse(text);
}

export { recall, remember };
//# sourceMappingURL=record.js.map
