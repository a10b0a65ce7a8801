/**
 * Asks for a session (Bayeux 1.0, section 4.1). MUST stand alone in its request.
 * MUST: channel, version, supportedConnectionTypes. MAY: minimumVersion, ext, id.
 */
function handshake(id, supportedConnectionTypes, join) {
    return { channel: '/meta/handshake', id, version: '1.0', supportedConnectionTypes, ext: { encke: join } };
}
/**
 * Asks for a link (Bayeux 1.0, section 4.2). MUST: channel, clientId, connectionType. MAY: ext, id, advice.
 * `advice.timeout` 0 asks for an answer at once. With `written` in it, it is no join but a question.
 */
function connect(id, clientId, connectionType, join, now) {
    return {
        channel: '/meta/connect',
        id,
        clientId,
        connectionType,
        ...(now && { advice: { timeout: 0 } }),
        ...(join && { ext: { encke: join } }),
    };
}
/** Asks for or ends a subscription (Bayeux 1.0, sections 4.4 and 4.5). MUST: channel, clientId, subscription. */
function subscription(verb, id, clientId, of) {
    return { channel: `/meta/${verb}`, id, clientId, subscription: of };
}
/**
 * Ends the session (Bayeux 1.0, section 4.3). MUST: channel, clientId. MAY: ext, id.
 * @param join - the number of the last join: a bye that comes after a later one is ignored; without it none is
 */
function disconnect(id, clientId, join) {
    return { channel: '/meta/disconnect', id, clientId, ...(join && { ext: { encke: { join } } }) };
}
/**
 * Publishes (Bayeux 1.0, section 5.1). MUST: channel, data. MAY: clientId, id, ext.
 * @param data - JSON text; when it is empty, the server says what has become of that number, and takes nothing more under it
 */
function publish(id, clientId, channel, data) {
    return {
        json: `{"channel":${JSON.stringify(channel)},"clientId":${JSON.stringify(clientId)},"id":"${id}"${data && `,"data":${data}`}}`,
    };
}
/** Whether a message is an event and not a reply: it has `data`, and nothing says whether it succeeded. */
function isEvent(message) {
    return 'data' in message && message.successful === undefined;
}

export { connect, disconnect, handshake, isEvent, publish, subscription };
//# sourceMappingURL=message.js.map
