/** See {@link ServerLink.room}. */
const roomOfStreams = 262144;
/**
 * The same of a poll. Each answer costs a round trip; but of one that comes by a script element nothing is heard before
 * its end, which must come before the client takes the silence for the death of the link.
 */
const roomOfPolls = (connectionType) => (connectionType === 'callback-polling' ? 131072 : 524288);

export { roomOfPolls, roomOfStreams };
//# sourceMappingURL=link.js.map
