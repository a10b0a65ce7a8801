/** Ours, the preferred one first. */
const connectionTypes = [
    'websocket',
    'http-streaming',
    'eventsource',
    'multipart',
    'iframe',
    'long-polling',
    'callback-polling',
];
/** The last is the name by which Faye's client polls another origin. */
const pollTypes = new Set(['long-polling', 'callback-polling', 'cross-origin-long-polling']);

export { connectionTypes, pollTypes };
//# sourceMappingURL=connection-types.js.map
