import { longestChannel, expand } from '../../protocol/channel.js';
import { epochOf, positionOf, later } from '../../protocol/position.js';
import { begun, createCursors } from './cursors.js';

/** Most channels whose listeners are remembered; beyond that the memory starts afresh. */
const routesKept = 1000;
/** Whether it is more than a word: a position, if it is one. */
const isPlace = (since) => since !== 'latest' && since !== 'oldest';
/**
 * Every subscription of a session, and how far each one is. A subscription that no join has carried to the server yet
 * has no place, so that what arrives for the others cannot move it.
 */
function createSubscriptions() {
    const groups = new Map();
    const everyone = () => [...groups.values()].flat();
    const cursors = createCursors(everyone);
    const routes = new Map();
    /** Rises whenever the server has to hear of a change. */
    let version = 0;
    /** The version that the server has acknowledged. */
    let confirmed = -1;
    /** Where the server's log ended, as last heard. */
    let logEnd = '';
    /** Who has not got all that lies before it. */
    const behind = new Set();
    const groupOf = (pattern) => groups.get(pattern) ?? [];
    const sinceOf = (subscriber) => (begun(subscriber) ? cursors.of(subscriber) : subscriber.since);
    /** The server has said where it begins. */
    function admit(subscriber, start) {
        subscriber.asked = 0;
        cursors.set(subscriber, start);
        subscriber.settled(start);
        behind.add(subscriber);
    }
    /** Tells who has come to the end of the log. */
    function reach() {
        for (const subscriber of behind) {
            if (cursors.of(subscriber) >= logEnd && behind.delete(subscriber))
                subscriber.caughtUp();
        }
    }
    /** All up to `position` has been heard. */
    function advance(position) {
        cursors.advance(position);
        reach();
    }
    /** Whom a channel concerns. */
    function route(channel) {
        // Each of its segments has a pattern, which is nearly as long: a hostile one would fill the memory.
        if (channel.length > longestChannel)
            return groupOf(channel);
        let found = routes.get(channel);
        if (!found) {
            found = expand(channel).flatMap(groupOf);
            if (routes.size === routesKept)
                routes.clear();
            routes.set(channel, found);
        }
        return found;
    }
    /**
     * From where on the server has to take a pattern: the lowest of all who wait for it. First what is in another epoch,
     * so that the server says what is gone; before all, where somebody has listened already.
     */
    function from(group, placeOf = sinceOf) {
        const sinces = group.map(placeOf);
        const places = sinces.filter(isPlace).sort();
        const left = (place) => logEnd && epochOf(place) !== epochOf(logEnd);
        const heard = group.filter(begun).map(placeOf).filter(left).sort();
        const strange = epochOf(heard[0] ?? places.find(left) ?? '');
        return (places.find((place) => strange && epochOf(place) === strange) ??
            (sinces.includes('oldest') ? 'oldest' : (places[0] ?? 'latest')));
    }
    return {
        cursors,
        route,
        advance,
        /** How far each pattern is that has a place, and was read. */
        get places() {
            const places = {};
            for (const [pattern, group] of groups) {
                const epochs = group.filter(begun).map((one) => epochOf(cursors.of(one)));
                // Who still waits for all of it, or for another epoch, says so again, and takes nothing from those who have a place.
                const place = from(group.filter((one) => {
                    const since = sinceOf(one);
                    return epochs.length ? epochs.includes(epochOf(since)) : since !== 'oldest';
                }), (one) => one.unread ?? sinceOf(one));
                if (isPlace(place))
                    places[pattern] = place;
            }
            return places;
        },
        /** Whether the server has to hear of a change. */
        get changed() {
            return confirmed !== version;
        },
        get patterns() {
            return [...groups.keys()];
        },
        add(subscriber) {
            const group = groupOf(subscriber.pattern);
            const accepted = group.filter(begun);
            groups.set(subscriber.pattern, [...group, subscriber]);
            routes.clear();
            // What it wants comes already.
            if (subscriber.since === 'latest' && accepted.some(({ latest }) => subscriber.latest || !latest)) {
                admit(subscriber, accepted.map(cursors.of).reduce(later, logEnd));
                reach();
            }
            else {
                subscriber.asked = ++version;
            }
        },
        remove(subscriber) {
            const { pattern } = subscriber;
            behind.delete(subscriber);
            const group = groupOf(pattern);
            const others = group.filter((other) => other !== subscriber);
            if (others.length === group.length)
                return;
            routes.clear();
            groups.set(pattern, others);
            if (others.length)
                return;
            groups.delete(pattern);
            version++;
        },
        /** Events of one channel, heard in order on the live link: tells who takes which, and moves every cursor there. */
        take(events, deliver) {
            const [{ channel, position: first }] = events;
            const all = route(channel);
            // Hot: nearly always everybody takes all of them.
            if (all.every((subscriber) => cursors.takes(subscriber, first))) {
                advance(events[events.length - 1].position);
                if (all.length)
                    deliver(events, all);
                return;
            }
            for (const event of events) {
                const { position } = event;
                const takers = all.filter((subscriber) => cursors.takes(subscriber, position));
                advance(position);
                if (takers.length)
                    deliver([event], takers);
            }
        },
        /**
         * What a join says of the subscriptions.
         * @param whole - name every pattern, whether or not the server knows them
         */
        form(whole) {
            const at = cursors.settle();
            const own = {};
            const latest = [];
            for (const [pattern, group] of groups) {
                const place = from(group);
                if (place !== at)
                    own[pattern] = place;
                if (group.every(({ latest }) => latest))
                    latest.push(pattern);
            }
            return {
                version,
                ...((whole || confirmed !== version) && {
                    subscriptions: [...groups.keys()],
                    ...(latest.length && { latest }),
                }),
                ...(at && { at }),
                ...(Object.keys(own).length > 0 && { own }),
            };
        },
        /**
         * Takes the answer to a join. False when the server would begin beyond a place that one of our subscriptions has: it
         * got that place by the answer to another join, which must not be undone. Then join again, with the places that are
         * known by now.
         * @throws EnckeError `malformed`
         */
        accept({ begin = {}, tail }, { version: carried, subscriptions, at = '', own = {} }) {
            const placeOf = (pattern) => own[pattern] ?? at;
            if (tail || subscriptions)
                logEnd = positionOf(tail);
            const epoch = epochOf(logEnd);
            // The server goes on beyond a place that some subscription has, or in another epoch without having been asked for
            // that place, so that it cannot say what is gone.
            const skips = everyone().some((subscriber) => {
                const { pattern, asked = 0 } = subscriber;
                const since = sinceOf(subscriber);
                if (asked > carried || !isPlace(since))
                    return false;
                const start = begin[pattern] ?? placeOf(pattern);
                if (epochOf(start) === epochOf(since))
                    return start > since;
                return begun(subscriber) && epochOf(since) !== epoch;
            });
            let unnamed = false;
            for (const subscriber of everyone()) {
                const { pattern, since, asked = 0 } = subscriber;
                if (begun(subscriber) || asked > carried)
                    continue;
                // The tail may lag behind a place that the join has named.
                const named = placeOf(pattern);
                const now = tail && epochOf(named) === epochOf(tail) ? later(tail, named) : tail;
                const starts = { latest: now, oldest: begin[pattern] };
                const start = since in starts ? starts[since] : since;
                const strange = start === since && ![epochOf(named), epoch].includes(epochOf(since));
                if (start === undefined || strange) {
                    unnamed = true;
                }
                else if (skips) {
                    subscriber.since = positionOf(start);
                }
                else {
                    admit(subscriber, start);
                }
            }
            if (!skips)
                confirmed = carried;
            if (unnamed)
                version++;
            reach();
            return !skips;
        },
        /** The server said yes to a pattern, and knows no positions: one that does would begin with what comes then. */
        confirm(pattern) {
            for (const subscriber of groupOf(pattern)) {
                if (!subscriber.asked)
                    continue;
                subscriber.asked = 0;
                subscriber.since = 'latest';
                subscriber.settled();
                subscriber.caughtUp();
            }
        },
        /** The server said no to a pattern: all its subscriptions end. Returns how many. */
        refuse(pattern, error) {
            const refused = groupOf(pattern);
            groups.delete(pattern);
            routes.clear();
            for (const subscriber of refused)
                subscriber.end(error);
            return refused.length;
        },
        /** It is over. */
        end(error) {
            for (const subscriber of everyone())
                subscriber.end(error);
        },
        /** Delivery goes on behind a gap: also in an epoch that sorts lower. False when everybody is beyond it already. */
        skip({ patterns, from, to }) {
            const before = patterns.flatMap(groupOf).filter((subscriber) => {
                const place = cursors.of(subscriber);
                const lower = epochOf(place) === epochOf(from) && epochOf(place) !== epochOf(to);
                return begun(subscriber) && (place < to || lower);
            });
            for (const subscriber of before)
                cursors.set(subscriber, to);
            return before.length > 0;
        },
    };
}

export { createSubscriptions, isPlace };
//# sourceMappingURL=subscriptions.js.map
