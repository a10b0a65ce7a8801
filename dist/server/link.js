/** See {@link ServerLink.room}. */
const roomOfStreams = 16384;

export { roomOfStreams };
//# sourceMappingURL=link.js.map
