/** Whether a poll has asked for the session after a stream did: the server gives it that, and its answer comes whole. */
const overtakes = (poll, stream) => poll.id > stream.id &&
    poll.purpose === 'candidate' &&
    poll.transport.kind === 'poll' &&
    stream.transport.kind === 'stream';

export { overtakes };
//# sourceMappingURL=attempt.js.map
