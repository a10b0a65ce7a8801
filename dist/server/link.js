/** See {@link ServerLink.room}. */
const roomOfStreams = 262144;

export { roomOfStreams };
//# sourceMappingURL=link.js.map
