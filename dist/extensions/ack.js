import { withExt } from './with-ext.js';

/**
 * CometD's acknowledgements, for its servers: what was on its way when a link broke comes again with the next connect.
 * Encke's own server needs none of that.
 */
function ack() {
    /** Of the last batch that came; undefined when the server knows no acknowledgements. */
    let last;
    return {
        name: 'ack',
        outgoing(message) {
            if (message.channel === '/meta/handshake')
                return withExt(message, { ack: true });
            const acknowledges = message.channel === '/meta/connect' && last !== undefined;
            return acknowledges ? withExt(message, { ack: last }) : message;
        },
        incoming(message) {
            const said = message.ext?.ack;
            if (message.channel === '/meta/handshake')
                last = begun(said);
            else if (message.channel === '/meta/connect' && typeof said === 'number')
                last = said;
            return message;
        },
    };
}
/** The number with which the server begins; newer ones say more than that they know acknowledgements. */
function begun(said) {
    const { enabled, batch } = Object(said);
    if (said !== true && enabled !== true)
        return undefined;
    return typeof batch === 'number' ? batch : -1;
}

export { ack };
//# sourceMappingURL=ack.js.map
