/** Milliseconds for which a stream without a session stays open. */
const openFor = 10000;
/** Links from which the session has gone to another one, or will. Their clients need them open to see that they flow. */
function createPassedOver(now) {
    const since = new Map();
    return {
        add(link) {
            if (link.kind === 'stream')
                since.set(link, now());
        },
        delete: (link) => since.delete(link),
        /** Ends those that have had their time. */
        tick() {
            for (const [link, at] of since) {
                if (now() - at < openFor)
                    continue;
                since.delete(link);
                link.end([]);
            }
        },
        close() {
            for (const link of since.keys())
                link.end([]);
        },
    };
}

export { createPassedOver };
//# sourceMappingURL=passed-over.js.map
