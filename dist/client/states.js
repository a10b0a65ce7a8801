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

export { legalWhenIdle, transitions };
//# sourceMappingURL=states.js.map
