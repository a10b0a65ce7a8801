import { eventsource, eventsourceAnswer } from './eventsource.js';
import { fetchStreaming } from './fetch-streaming.js';
import { heldLink } from './held.js';
import { iframeFraming } from './iframe.js';
import { longPolling } from './long-polling.js';
import { multipart } from './multipart.js';
import { StreamingLink } from './streaming.js';
import { xhrStreaming } from './xhr-streaming.js';

/** What carries each connection type, the preferred one first. A poll is any answer; sockets make their links themselves. */
const carriers = new Map([
    ['websocket', 'socket'],
    ['fetch-streaming', { envelope: longPolling, framing: () => fetchStreaming }],
    ['xhr-streaming', { envelope: longPolling, framing: () => xhrStreaming }],
    ['eventsource', { envelope: eventsourceAnswer, framing: () => eventsource }],
    ['multipart', { envelope: longPolling, framing: () => multipart }],
    ['iframe', { envelope: longPolling, framing: iframeFraming }],
    ['long-polling', 'poll'],
    // So Faye's client calls the polling of another origin.
    ['cross-origin-long-polling', 'poll'],
    ['callback-polling', 'poll'],
]);
/** What the server offers, the preferred one first. */
const connectionTypes = [...carriers.keys()];
/** Whether the links of a connection type are there for one answer. */
const isPoll = (connectionType) => carriers.get(connectionType) === 'poll';
/** @param now - milliseconds on a clock that never goes back */
function createHttpLinks(wear, now) {
    /** The link of a response; undefined when its connection type cannot be had in the answer to this kind of request. */
    return (exchange, wish) => {
        const carrier = carriers.get(wish.connectionType);
        if (carrier === 'poll')
            return heldLink(exchange, wish);
        if (typeof carrier !== 'object' || carrier.envelope !== exchange.envelope)
            return undefined;
        return new StreamingLink(exchange, carrier.framing(exchange.origin), wish, wear, now);
    };
}

export { connectionTypes, createHttpLinks, isPoll };
//# sourceMappingURL=index.js.map
