/** What the server offers, the preferred one first. */
const connectionTypes = [
    'websocket',
    'fetch-streaming',
    'xhr-streaming',
    'eventsource',
    'multipart',
    'iframe',
    'long-polling',
    // So Faye's client calls the polling of another origin.
    'cross-origin-long-polling',
    'callback-polling',
];
/** Those whose links are there for one answer. */
const pollTypes = new Set(['long-polling', 'cross-origin-long-polling', 'callback-polling']);

export { connectionTypes, pollTypes };
//# sourceMappingURL=connection-types.js.map
