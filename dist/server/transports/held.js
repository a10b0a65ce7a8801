import { encode } from '../../protocol/batch.js';
import { roomOfPolls } from '../link.js';

/** What every answer says: it is for this request only, it is what it says it is, and its address is nobody's business. */
const commonHeaders = {
    'Cache-Control': 'no-cache, no-store',
    Pragma: 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
};
function answer({ response, envelope }, batch, status = 200) {
    const body = envelope.wrap(encode(batch));
    response.writeHead(status, { ...commonHeaders, ...envelope.headers, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
}
/** A link that lives for one answer. */
function heldLink(exchange, { hold, connectionType }) {
    const end = (batch) => {
        if (!exchange.response.headersSent)
            answer(exchange, [...exchange.before, ...batch]);
    };
    return {
        kind: 'poll',
        worn: false,
        hold,
        room: roomOfPolls(connectionType),
        written: 0,
        write(batch) {
            end(batch);
            return true;
        },
        end,
    };
}

export { answer, commonHeaders, heldLink };
//# sourceMappingURL=held.js.map
