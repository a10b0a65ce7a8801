/** What another node knows of a session. */
async function recall(log, key) {
    const text = await log.recall(key);
    return text === undefined ? undefined : JSON.parse(text);
}

export { recall };
//# sourceMappingURL=record.js.map
