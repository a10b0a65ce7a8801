/** Ours when it is offered, else what the client likes best. */
const handleProtocols = (offered) => (offered.has('encke') ? 'encke' : [...offered][0]);
/** The first frame of a client that offers it as a subprotocol, percent-encoded (RFC 6455, section 1.9). */
function saidIn({ headers }) {
    const token = /(?:^|[\s,])encke\.([^\s,]+)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
    if (token === undefined)
        return undefined;
    try {
        return Buffer.from(decodeURIComponent(token));
    }
    catch {
        // Answered like any frame that is no JSON.
        return Buffer.from(token);
    }
}

export { handleProtocols, saidIn };
//# sourceMappingURL=subprotocol.js.map
