import { randomBytes } from 'node:crypto';
import { isEnckeError, EnckeError } from '../../protocol/errors.js';
import { later, epochOf, sequenceOf } from '../../protocol/position.js';
import { createAvailability } from './availability.js';
import { oneAtATime } from './one-at-a-time.js';
import { createPages } from './pages.js';
import { createRenewals } from './renewals.js';
import { append, createMoments } from './run.js';
import { createWindow } from './window.js';

/** Most entries, and characters of data, with which the mirror of a new node begins: they are one answer. */
const preloaded = 1000;
const preloadedCharacters = 4194304;
/**
 * So many times patience, the number is known of a call that names no source. Its last try begins within one; the others
 * are for a store that takes its time, and for clocks that differ.
 */
const remembered = 10;
const nameOf = (from, limit, characters) => `${from} ${limit} ${characters}`;
const newName = () => randomBytes(16).toString('base64url');
/**
 * A log that many nodes share: the store has it, and each node mirrors its newest stretch. What is appended comes to the
 * listeners of every node, this one too, by way of the store.
 * @throws EnckeError `busy` - the store cannot be reached within `patience`; `bad-option` - it is not fit
 */
async function createSharedLog(store, options) {
    const { mirror, trimEvery, patience, now, date } = options;
    const availability = createAvailability(options);
    const { ask, trouble } = availability;
    const listeners = new Set();
    const breakers = new Set();
    const pages = createPages(now);
    let window;
    /** Of the store, as far as this node knows. */
    let floor = '';
    let trimmedAt = now();
    const { hold, release, renewSome } = createRenewals((key) => store.renew(key), now);
    const mirrored = () => window;
    const momentOf = createMoments();
    const appendTo = (window, { channel, data, position }) => window.append(channel, momentOf(position), sequenceOf(position), data);
    /** The store's floor rises. */
    function learn(position) {
        floor = later(floor, position);
    }
    function otherEpoch() {
        return new EnckeError('busy', 'the log has begun anew');
    }
    /** Follows the store for as long as the log is open, through all that happens to it. */
    async function follow() {
        while (!availability.closed) {
            let reason;
            const lose = (error) => {
                // What fails because of the first says less.
                reason ?? (reason = error);
                availability.lose(reason);
            };
            try {
                await store.connect(lose);
                await meet(await store.hello(window?.tail ?? ''));
                availability.found();
                while (availability.up)
                    await takeNext();
            }
            catch (error) {
                lose(error);
                if (!window && isEnckeError(error) && error.code === 'bad-option')
                    break;
                if (!availability.closed)
                    await availability.pause();
            }
        }
        availability.close();
        store.close();
    }
    /** On a new connection. */
    async function meet(lowest) {
        if (window && epochOf(window.tail) === epochOf(lowest))
            learn(lowest);
        else
            await begin(epochOf(lowest));
    }
    async function begin(epoch) {
        const room = Math.min(mirror.characters, preloadedCharacters);
        const { entries, floor: lowest, after } = await store.newest(preloaded, room);
        if (epochOf(lowest) !== epoch)
            throw otherEpoch();
        const fresh = createWindow(after, mirror, date);
        for (const stored of entries)
            appendTo(fresh, stored);
        window = fresh;
        floor = lowest;
        for (const listener of breakers)
            listener();
    }
    async function takeNext() {
        const { tail } = mirrored();
        const { entries, floor: lowest } = await store.next(tail);
        if (epochOf(lowest) !== epochOf(tail))
            throw otherEpoch();
        // The mirror does not reach up to where the store begins.
        if (lowest > tail)
            return begin(epochOf(tail));
        learn(lowest);
        for (const stored of entries) {
            if (availability.closed)
                return;
            const begun = appendTo(mirrored(), stored);
            if (begun)
                for (const listener of listeners)
                    listener(begun);
        }
    }
    async function publish(channel, data, source) {
        // Who names no source cannot ask again: this number is taken by this call only, however often it is tried.
        const taken = source ?? { publisher: newName(), number: 1 };
        let unsure = false;
        const attempt = async () => {
            try {
                return await store.append(mirrored().tail, channel, data, taken, source ? undefined : remembered * patience);
            }
            catch (error) {
                unsure || (unsure = isEnckeError(error) && error.code === 'delivery-unknown');
                throw error;
            }
        };
        try {
            return await ask(attempt, data.length);
        }
        catch (error) {
            if (source || !unsure)
                throw error;
            throw new EnckeError('delivery-unknown', `the log may or may not have it: ${error.message}`, error);
        }
    }
    /** A stretch older than the mirror; up to where that begins, so that the reader goes on there in the same turn. */
    async function readStore(from, limit, characters) {
        const range = await ask(async () => epochOf(from) === epochOf(mirrored().tail) ? store.range(from, limit, characters) : undefined);
        if (!range)
            return undefined;
        if (epochOf(range.floor) === epochOf(floor))
            learn(range.floor);
        const runs = [];
        for (const { channel, data, position } of range.entries) {
            if (position > mirrored().floor)
                break;
            append(runs, channel, momentOf(position), sequenceOf(position), data);
        }
        const last = runs[runs.length - 1];
        last?.seal();
        const page = last && { runs, end: last.position, more: true };
        if (from < range.floor) {
            // Whoever goes on at the floor reads this, however soon that rises again.
            if (page)
                pages.put(`floor ${nameOf(range.floor, limit, characters)}`, page);
            return undefined;
        }
        // Somebody has taken from the store what lay between.
        if (!page && epochOf(from) === epochOf(floor))
            learn(mirrored().floor);
        return page;
    }
    function read(from, limit, characters = Number.POSITIVE_INFINITY, skim) {
        const page = mirrored().read(from, limit, characters, skim);
        if (page || epochOf(from) !== epochOf(floor))
            return page;
        const name = nameOf(from, limit, characters);
        const known = pages.known(`floor ${name}`);
        if (known || from < floor)
            return known;
        return pages.get(name, () => readStore(from, limit, characters));
    }
    /** Asks which epoch it is. Another one than that of this node is met on a new connection. */
    async function look() {
        const known = epochOf(mirrored().tail);
        if (epochOf(await store.hello(mirrored().tail)) === known)
            return;
        store.disconnect(otherEpoch());
        throw otherEpoch();
    }
    const following = follow();
    await availability.present().catch((error) => {
        availability.close();
        store.close();
        const { cause } = availability;
        throw isEnckeError(cause) && cause.code === 'bad-option' ? cause : error;
    });
    return {
        // What the store has let go of counts as known, though the mirror has not come that far.
        get tail() {
            return later(mirrored().tail, floor);
        },
        get floor() {
            return floor;
        },
        append: publish,
        skip(source, reason) {
            const call = newName();
            return ask(() => store.skip(mirrored().tail, source, call, reason), reason?.length ?? 0);
        },
        published: (publisher) => ask(() => store.published(publisher)),
        read,
        newest: (channel) => mirrored().newest(channel),
        onAppend(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        onBreak(listener) {
            breakers.add(listener);
            return () => breakers.delete(listener);
        },
        get state() {
            return { ...mirrored().size, away: trouble.age };
        },
        onTrouble: trouble.onTrouble,
        recall: (key) => ask(() => store.recall(key)),
        remember(key, text) {
            // Who is forgotten begins anew with one more request.
            store.remember(key, text).catch(() => { });
        },
        hold,
        release,
        catchUp: oneAtATime(() => ask(look)),
        trim() {
            mirrored().trim();
            pages.trim();
            if (availability.up)
                renewSome();
            if (!availability.up || now() - trimmedAt < trimEvery)
                return;
            trimmedAt = now();
            store.trim().catch(() => { });
            // Nobody need publish to find out that it takes something again.
            if (availability.refused)
                store.probe().then(availability.taken, () => { });
        },
        async close() {
            availability.close();
            store.close();
            await following;
        },
    };
}

export { createSharedLog };
//# sourceMappingURL=shared.js.map
