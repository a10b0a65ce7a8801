/** What the text of a message has beside its channel and its data. */
const envelope = '{"channel":"","data":,"id":"0123456789abcdefghi"}'.length;
/**
 * A publication in the log, and the message that delivers it (Bayeux 1.0, section 5.2; never with a clientId). Hot: the
 * log keeps only what differs, and a batch joins the texts of its messages at once.
 */
class Entry {
    /**
     * @param data - JSON text
     * @param at - when it was appended, milliseconds since 1970
     */
    constructor(channel, position, data, at) {
        this.channel = channel;
        this.position = position;
        this.data = data;
        this.at = at;
        // Joined of pieces, a string keeps them until somebody looks inside: that would be half as much memory again.
        position.charCodeAt(0);
        data.charCodeAt(0);
    }
    get json() {
        return `{"channel":${JSON.stringify(this.channel)},"data":${this.data},"id":"${this.position}"}`;
    }
    /** Characters of the message. */
    get length() {
        return envelope + this.channel.length + this.data.length;
    }
}

export { Entry };
//# sourceMappingURL=entry.js.map
