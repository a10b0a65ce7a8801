/**
 * The whole of what changes the state. Two rules beside it: in `idle` there are no links, so no event may speak of one;
 * `closed` hears nothing more.
 */
const transitions = {
    idle: { opened: 'connecting', ended: 'closed' },
    connecting: { answered: 'online', ended: 'closed' },
    online: { lost: 'offline', ended: 'closed' },
    offline: { answered: 'online', ended: 'closed' },
    closed: {},
};
const legalWhenIdle = [
    'open',
    'changed',
    'return',
    'rest',
    'renew',
    'tick',
    'close',
];
/** Whether an event makes sense in this state: `open` is for `idle` alone. */
function isLegal(state, type) {
    return type === 'open' ? state === 'idle' : state !== 'idle' || legalWhenIdle.includes(type);
}

export { isLegal, legalWhenIdle, transitions };
//# sourceMappingURL=states.js.map
