import { never } from './times.js';

/** Milliseconds after the last proof for which all of them count. */
const lifetime = 30 * 60000;
/** Milliseconds of a round trip of which nothing is known. */
const usual = 150;
/** Bounds of the milliseconds of silence that are given to a transport. */
const shortestStagger = 150;
const longestStagger = 600;
/** Cuts at an age or a silence below this, in milliseconds, are no proxy's timer. */
const shortestTimer = 2000;
/**
 * What has been proved between here and a server, in this network, in the last half hour: what works, how fast, and
 * after which silence or at which age links are cut.
 */
function createMemory(url, { storage, network, date }) {
    const key = `encke ${new URL(url).origin}`;
    let proofs = {};
    let last = { age: 0, silence: 0 };
    try {
        const read = JSON.parse(storage.getItem(key) ?? '{}');
        if (read.network === network() && date() - read.time < lifetime)
            proofs = read;
    }
    catch { }
    function learn(news) {
        proofs = { ...proofs, ...news, time: date(), network: network() };
        try {
            storage.setItem(key, JSON.stringify(proofs));
        }
        catch { }
    }
    /** Twice about the same is no accident. */
    const timer = (a, b) => Math.min(a, b) > shortestTimer && Math.abs(a - b) < 0.15 * Math.max(a, b);
    return {
        /** The name of the transport that proved itself last. */
        get proved() {
            return proofs.transport;
        },
        /** How long a transport may be silent before another one starts beside it, in milliseconds. */
        get stagger() {
            return Math.min(longestStagger, Math.max(shortestStagger, 2 * (proofs.roundTrip ?? usual)));
        },
        /** Most milliseconds of silence that links bear here; 0 when not known. */
        get silence() {
            return Math.round((proofs.silence ?? 0) * 0.5);
        },
        /** Milliseconds after which a successor is to be opened; Infinity when not known. */
        get age() {
            return (proofs.age ?? never) * 0.8;
        },
        /** @param roundTrip - milliseconds from opening to the answer */
        prove(transport, roundTrip) {
            learn({ transport, roundTrip: Math.min(roundTrip, proofs.roundTrip ?? roundTrip) });
        },
        /** A live link was cut, so old, after so many milliseconds of silence. */
        cut(age, silence) {
            if (timer(silence, last.silence))
                learn({ silence: Math.min(silence, last.silence) });
            else if (timer(age, last.age))
                learn({ age: Math.min(age, last.age) });
            last = { age, silence };
        },
    };
}

export { createMemory };
//# sourceMappingURL=memory.js.map
