import { stampOf, millisecondsOf, suffixOf } from '../../protocol/position.js';

/** What the text of a message has beside its channel and its data. */
const envelope = '{"channel":"","data":,"id":"0123456789abcdefghi"}'.length;
/**
 * A publication in the log, and the message that delivers it (Bayeux 1.0, section 5.2; never with a clientId). Hot: the
 * log keeps only what differs, and a batch joins the texts of its messages at once.
 */
class Entry {
    /**
     * @param suffix - with which its position ends
     * @param data - JSON text
     */
    constructor(channel, moment, suffix, data) {
        this.channel = channel;
        this.moment = moment;
        this.suffix = suffix;
        this.data = data;
        // Joined of pieces, a string keeps them until somebody looks inside: that would be half as much memory again.
        data.charCodeAt(0);
    }
    /** Made whenever it is asked for: most are never. */
    get position() {
        return this.moment.stamp + this.suffix;
    }
    get json() {
        return `{"channel":${JSON.stringify(this.channel)},"data":${this.data},"id":"${this.position}"}`;
    }
    /** Characters of the message. */
    get length() {
        return envelope + this.channel.length + this.data.length;
    }
}
const ofOneChannel = (entries) => entries.every(({ channel }) => channel === entries[0].channel);
/** Makes entries of what has a position already. */
function createEntries() {
    let moment = { stamp: '', at: 0 };
    return (channel, position, data) => {
        const stamp = stampOf(position);
        if (stamp !== moment.stamp)
            moment = { stamp, at: millisecondsOf(position) };
        return new Entry(channel, moment, suffixOf(position), data);
    };
}

export { Entry, createEntries, ofOneChannel };
//# sourceMappingURL=entry.js.map
