import { suffix, stampOf, millisecondsOf } from '../../protocol/position.js';

/** Characters after which a frame ends, and an answer that proves a poll: a slow network brings no sign of it before. */
const frameCharacters = 16384;
/** What the text of a message has beside its channel and its data. */
const envelope = '{"channel":"","data":,"id":"0123456789abcdefghi"}'.length;
/** Characters of the message that delivers a publication. */
const lengthOf = (channel, data) => envelope + channel.length + data.length;
/** Of a run that will never hold more than one. */
const alone = { ends: [], sealed: true };
/**
 * Publications of one channel that were appended one after the other in one millisecond, one at least: what the log
 * keeps, and the message that delivers them (Bayeux 1.0, section 5.2; never with a clientId). It grows until it is
 * sealed, which whoever reads it does. Hot: thousands of publications are a few texts, which cost the collector of garbage
 * next to nothing, and what they have in common is said once.
 */
class Run {
    /**
     * @param first - which one of its millisecond the first is; the others follow on it
     * @param data - JSON texts, with a comma between them
     */
    constructor(channel, moment, first, data) {
        this.channel = channel;
        this.moment = moment;
        this.first = first;
        this.data = data;
        /** None while it has one and may grow. */
        this.several = undefined;
    }
    /** Takes one more. False, and nothing done, where that has to begin another run. */
    add(channel, moment, sequence, data) {
        if (moment !== this.moment || sequence !== this.first + this.count || channel !== this.channel)
            return false;
        if (this.length >= frameCharacters)
            return false;
        this.several ?? (this.several = { ends: [this.data.length], sealed: false });
        if (this.several.sealed)
            return false;
        this.data += `,${data}`;
        this.several.ends.push(this.data.length);
        return true;
    }
    /** It grows no more. */
    seal() {
        if (this.several)
            this.several.sealed = true;
        else
            this.several = alone;
        // Made of pieces, as what comes of `JSON.stringify` is, a text keeps them until somebody looks inside.
        this.data.charCodeAt(0);
    }
    get count() {
        return this.several?.ends.length || 1;
    }
    /** Characters of the messages that would deliver each by itself. */
    get length() {
        return this.lengthTo(this.count);
    }
    /** Of the last of them. Made whenever it is asked for: most are never. */
    get position() {
        return this.positionOf(this.count - 1);
    }
    positionOf(index) {
        return this.moment.stamp + suffix(this.first + index);
    }
    /** Characters of the first so many. */
    lengthTo(count) {
        if (!count)
            return 0;
        const end = this.several?.ends[count - 1] ?? this.data.length;
        const data = end - (count - 1);
        return count * (envelope + this.channel.length) + data;
    }
    get json() {
        const channel = JSON.stringify(this.channel);
        if (this.count === 1)
            return `{"channel":${channel},"data":${this.data},"id":"${this.position}"}`;
        let run = '';
        for (let index = 0; index < this.count; index++)
            run += suffix(this.first + index);
        return `{"channel":${channel},"data":[${this.data}],"id":"${this.moment.stamp}","ext":{"encke":{"run":"${run}"}}}`;
    }
    /** Those beyond a position; undefined when there are none. */
    after(position) {
        // Hot: mostly it is of a later millisecond, which shows without making a position.
        if (this.moment.stamp > position || this.positionOf(0) > position)
            return this;
        if (this.position <= position)
            return undefined;
        let begin = 1;
        while (this.positionOf(begin) <= position)
            begin++;
        return this.slice(begin, this.count);
    }
    /** As many of the first as make up so many characters, and no more than `most`; one at least. */
    start(characters, most = Number.POSITIVE_INFINITY) {
        if (this.length <= characters && this.count <= most)
            return this;
        let end = 1;
        while (end < this.count && end < most && this.lengthTo(end) < characters)
            end++;
        return this.slice(0, end);
    }
    /** The last of them: one, the same for all who ask. */
    get last() {
        var _a;
        if (this.count === 1 || !this.several)
            return this;
        (_a = this.several).last ?? (_a.last = this.slice(this.count - 1, this.count));
        return this.several.last;
    }
    /** Each by itself. */
    get singles() {
        return Array.from({ length: this.count }, (_, index) => this.slice(index, index + 1));
    }
    slice(begin, end) {
        if (end - begin === this.count)
            return this;
        const { ends } = this.several;
        const from = begin ? ends[begin - 1] + 1 : 0;
        const part = new Run(this.channel, this.moment, this.first + begin, this.data.substring(from, ends[end - 1]));
        part.several = end - begin === 1 ? alone : { ends: ends.slice(begin, end).map((at) => at - from), sealed: true };
        return part;
    }
}
/**
 * Goes on with the last run, or begins another.
 * @returns the one that it begins
 */
function append(runs, channel, moment, sequence, data) {
    const last = runs[runs.length - 1];
    if (last?.add(channel, moment, sequence, data))
        return undefined;
    last?.seal();
    const begun = new Run(channel, moment, sequence, data);
    runs.push(begun);
    return begun;
}
const ofOneChannel = (runs) => runs.every(({ channel }) => channel === runs[0].channel);
/** The moments of positions that come in their order. */
function createMoments() {
    let moment = { stamp: '', at: 0 };
    return (position) => {
        const stamp = stampOf(position);
        if (stamp !== moment.stamp)
            moment = { stamp, at: millisecondsOf(position) };
        return moment;
    };
}

export { Run, append, createMoments, frameCharacters, lengthOf, ofOneChannel };
//# sourceMappingURL=run.js.map
