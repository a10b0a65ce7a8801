/** The answer to a POST: a JSON array of messages. */
const longPolling = {
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    wrap: (text) => text,
};

export { longPolling };
//# sourceMappingURL=long-polling.js.map
