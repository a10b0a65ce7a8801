/**
 * What may follow each state. Two rules beside it: `idle` hears only `open` and `close`; `closed` hears nothing
 * more, and an `open` that comes to any but `idle` throws.
 */
const transitions = {
    idle: ['connecting', 'closed'],
    connecting: ['online', 'closed'],
    online: ['offline', 'closed'],
    offline: ['online', 'closed'],
    closed: [],
};

export { transitions };
//# sourceMappingURL=states.js.map
