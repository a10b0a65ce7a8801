import { never } from '../times.js';

/** Milliseconds for which all proofs count after the last one, and for which it counts how links are cut. */
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
    let lastAge = 0;
    let lastSilence = 0;
    try {
        proofs = Object(JSON.parse(storage.getItem(key)));
    }
    catch { }
    /**
     * What counts in this network, now.
     * @param at - when it was learned. How links are cut counts not for good: in weeks, some cuts are alike by accident, and
     * links that are gone before their time never show it.
     */
    const known = (at = proofs.time) => proofs.network === network() && Math.abs(date() - at) < lifetime ? proofs : {};
    /** Anything may have been written there. */
    const timeOf = (kept = 0, otherwise = 0) => kept >= shortestTimer / 2 && kept <= lifetime ? Math.round(kept) : otherwise;
    function learn(news) {
        proofs = { ...known(), ...news, time: date(), network: network() };
        try {
            storage.setItem(key, JSON.stringify(proofs));
        }
        catch { }
    }
    /** What two cuts have in common: twice about the same is hardly an accident. */
    const timer = (a, b) => Math.min(a, b) > Math.max(shortestTimer, 0.85 * a, 0.85 * b) && Math.min(a, b, lifetime);
    return {
        /** The name of the transport that proved itself last. */
        get proved() {
            return known().transport;
        },
        /** How long a transport may be silent before another one starts beside it, in milliseconds. */
        get stagger() {
            const wait = 2 * (known().roundTrip ?? usual);
            return wait > shortestStagger ? Math.min(longestStagger, wait) : shortestStagger;
        },
        /** Most milliseconds of silence that links bear here; 0 when not known. */
        get silence() {
            return timeOf(known(proofs.at).silence);
        },
        /** Milliseconds after which a successor is to be opened; Infinity when not known. */
        get age() {
            return timeOf(known(proofs.at).age, never);
        },
        /** @param roundTrip - milliseconds from opening to the answer */
        prove(transport, roundTrip) {
            learn({ transport, roundTrip: Math.min(roundTrip, known().roundTrip ?? roundTrip) });
        },
        /** A live link was cut, so old, after so many milliseconds of silence. */
        cut(age, silence) {
            const still = timer(silence, lastSilence);
            const old = timer(age, lastAge);
            lastAge = age;
            lastSilence = silence;
            // A socket that was told to break the silence has a successor, too, which need not when that is forgotten.
            if (still)
                learn({ at: date(), age: lifetime, silence: Math.round(still / 2) });
            else if (old)
                learn({ at: date(), age: old * 0.8, silence: this.silence });
        },
    };
}

export { createMemory };
//# sourceMappingURL=memory.js.map
