import { later, epochOf } from '../../protocol/position.js';

/** Milliseconds for which an answer that tells of gaps waits for what can be read. */
const longestWait = 1000;
/** The newest of a channel: of these, where they are older than what the node has in memory. */
function newestOf(runs, log) {
    let last;
    return (channel) => {
        const position = log.newest(channel);
        if (position)
            return position;
        last ?? (last = new Map(runs.map((run) => [run.channel, run])));
        return last.get(channel)?.position;
    };
}
/**
 * The answer to a join that tells of gaps, and has waited for so many milliseconds, where what lies behind them is gone too:
 * a busy log lets go of more while it is read. Undefined when that is to be told by itself.
 */
function widened(answer, more, waited) {
    const encke = answer?.ext?.encke;
    const [next] = more;
    if (!answer || !encke?.missed || !next || waited > longestWait)
        return undefined;
    const gaps = encke.missed.map((gap) => ({ ...gap, to: next.to }));
    const known = gaps.flatMap(({ patterns }) => patterns);
    const others = more
        .map((gap) => ({ ...gap, patterns: gap.patterns.filter((pattern) => !known.includes(pattern)) }))
        .filter(({ patterns }) => patterns.length);
    return { ...answer, ext: { encke: { ...encke, missed: [...gaps, ...others] } } };
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
    /** Takes over the cursors of a join. */
    join(patterns, join, log) {
        const begin = {};
        const places = new Map();
        for (const pattern of patterns) {
            const own = join.own?.[pattern] ?? join.at ?? 'latest';
            const named = own !== 'latest' && own !== 'oldest';
            const place = named ? own : own === 'latest' ? log.tail : log.floor;
            if (!named)
                begin[pattern] = place;
            places.set(pattern, place);
        }
        const missed = this.begin(places, log);
        return { ...(Object.keys(begin).length && { begin }), ...(missed.length && { missed }) };
    }
    /** Goes on where the log begins, with those patterns of which it no longer has all. Returns what is gone. */
    skip(patterns, log) {
        return this.begin(new Map([...patterns].map((pattern) => [pattern, this.of(pattern)])), log);
    }
    /**
     * Begins anew at these places, and keeps the map; without any, at the end of the log. Skips, and returns, what that no
     * longer has.
     */
    begin(places, { tail, floor }) {
        /** One for each epoch. Another one may sort lower: of a log that lost all, on a clock that was set back. */
        const gaps = [];
        for (const [pattern, place] of places) {
            const epoch = epochOf(place);
            const trimmed = epoch === epochOf(floor);
            if (trimmed && place >= floor)
                continue;
            const known = gaps.find(({ from }) => epochOf(from) === epoch);
            const gap = known ?? { patterns: [], from: place, to: floor, reason: trimmed ? 'trimmed' : 'reset' };
            if (!known)
                gaps.push(gap);
            gap.patterns.push(pattern);
            if (place < gap.from)
                gap.from = place;
            places.set(pattern, floor);
        }
        this.base = '';
        this.ahead = places;
        this.highest = [...places.values()].reduce(later, '');
        if (places.size)
            this.settle(places.keys());
        else
            this.advance(tail);
        return gaps;
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
    /** All up to `position` has been sent. Returns how far that is now. */
    advance(position) {
        this.base = later(this.base, position);
        if (this.base >= this.highest)
            this.ahead = undefined;
        return this.base;
    }
    /** The lowest place of these patterns; undefined without any. */
    lowest(patterns) {
        let lowest;
        for (const pattern of patterns) {
            const position = this.of(pattern);
            if (lowest === undefined || position < lowest)
                lowest = position;
        }
        return lowest;
    }
    /** Raises the base to the lowest place of all patterns. */
    settle(patterns) {
        const lowest = this.lowest(patterns);
        if (lowest)
            this.advance(lowest);
    }
}

export { Places, newestOf, widened };
//# sourceMappingURL=places.js.map
