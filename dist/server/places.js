import { later, epochOf } from '../protocol/position.js';

/** The newest of a channel: of these, where they are older than what the node has in memory. */
function newestOf(runs, log) {
    const last = new Map(runs.map((run) => [run.channel, run]));
    return (channel) => log.newest(channel) ?? last.get(channel)?.position;
}
/**
 * How far a session is in each of its patterns. Nearly always that is one place, `base`; only while a pattern lies ahead
 * of that is its own place kept.
 */
class Places {
    constructor() {
        /** Everything up to here has been sent. */
        this.base = '';
        this.ahead = undefined;
        /** None lies ahead of this. */
        this.highest = '';
    }
    of(pattern) {
        return later(this.ahead?.get(pattern) ?? '', this.base);
    }
    /** Is where the other one is. */
    copy(other) {
        this.base = other.base;
        this.highest = other.highest;
        this.ahead = other.ahead && new Map(other.ahead);
    }
    /** Begins anew, at the lowest of these places. */
    begin(places, otherwise) {
        this.base = '';
        this.ahead = undefined;
        this.highest = '';
        for (const [pattern, place] of places)
            this.set(pattern, place);
        if (places.size)
            this.settle(places.keys());
        else
            this.base = otherwise;
    }
    /** Takes over the cursors of a join. What the log no longer has is told, and skipped. */
    join(patterns, join, { tail, floor }) {
        const begin = {};
        /** By epoch. */
        const gone = new Map();
        const places = new Map();
        for (const pattern of patterns) {
            const own = join.own?.[pattern] ?? join.at ?? 'latest';
            if (own === 'latest' || own === 'oldest') {
                begin[pattern] = own === 'latest' ? tail : floor;
                places.set(pattern, begin[pattern]);
            }
            else if (epochOf(own) !== epochOf(floor) || own < floor) {
                const epoch = epochOf(own);
                const reason = epoch === epochOf(floor) ? 'trimmed' : 'reset';
                const gap = gone.get(epoch) ?? { patterns: [], from: own, to: floor, reason };
                gap.patterns.push(pattern);
                if (own < gap.from)
                    gap.from = own;
                gone.set(epoch, gap);
                places.set(pattern, floor);
            }
            else {
                places.set(pattern, own);
            }
        }
        this.begin(places, tail);
        return { ...(Object.keys(begin).length && { begin }), ...(gone.size && { missed: [...gone.values()] }) };
    }
    set(pattern, position) {
        if (position <= this.base)
            return;
        this.ahead ?? (this.ahead = new Map());
        this.ahead.set(pattern, position);
        this.highest = later(this.highest, position);
    }
    delete(pattern) {
        this.ahead?.delete(pattern);
    }
    /** All up to `position` has been sent. */
    advance(position) {
        this.base = later(this.base, position);
        if (this.base >= this.highest)
            this.ahead = undefined;
    }
    /** Raises the base to the lowest place of all patterns. */
    settle(patterns) {
        let lowest;
        for (const pattern of patterns) {
            const position = this.of(pattern);
            if (lowest === undefined || position < lowest)
                lowest = position;
        }
        if (lowest)
            this.advance(lowest);
    }
}

export { Places, newestOf };
//# sourceMappingURL=places.js.map
