import { withExt } from './with-ext.js';

/**
 * Salesforce's replay: after a new handshake, each subscription goes on after the last event that came.
 * @param from - where to begin, by channel; default -1 for each. It is kept up to date, so that you can store it.
 */
function replay(from = {}) {
    let known = false;
    return {
        name: 'replay',
        outgoing(message) {
            if (message.channel === '/meta/handshake')
                return withExt(message, { replay: true });
            if (!known || message.channel !== '/meta/subscribe')
                return message;
            const channels = [message.subscription ?? []].flat();
            return withExt(message, { replay: Object.fromEntries(channels.map((channel) => [channel, from[channel] ?? -1])) });
        },
        incoming(message) {
            const { event } = (message.data ?? {});
            if (message.channel === '/meta/handshake')
                known = message.ext?.replay === true;
            else if (typeof event?.replayId === 'number')
                from[message.channel] = event.replayId;
            return message;
        },
    };
}

export { replay };
//# sourceMappingURL=replay.js.map
