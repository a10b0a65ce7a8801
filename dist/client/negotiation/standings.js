import { never } from '../times.js';

/** Milliseconds. */
const firstPause = 10000;
const longestPause = 600000;
/** A live link that breaks so soon after the last break counts against its transport: once, it may have been the server. */
const often = 5000;
/** What has worked for so many milliseconds begins anew when it fails. */
const reliable = 60000;
/** Characters of padding in front of a stream: what some proxies, and old browsers, hold back before they let go. */
const pads = [0, 2048, 32768];
const fresh = { level: 0, pause: firstPause / 2, retryAt: 0, sound: false, heldBack: false, provedAt: never };
/** How each transport stands in this place: when it is worth another try, and with how much padding. */
function createStandings({ now, random }) {
    const standings = new Map();
    let brokeAt = -never;
    const of = (transport) => standings.get(transport) ?? fresh;
    return {
        /** It has let us down, and its time to try again has not come. Where one stream is held back, all are suspect. */
        troubled(transport) {
            const { sound, retryAt } = of(transport);
            if (sound)
                return false;
            return retryAt > now() || (transport.kind === 'stream' && [...standings.values()].some((one) => one.heldBack));
        },
        retryAt: (transport) => of(transport).retryAt,
        pad: (transport) => pads[of(transport).level],
        /**
         * @param silent - it was open and brought nothing: more padding may help a stream
         * @param live - its link was live, and broke
         */
        failed(transport, silent, live = false) {
            const once = live && now() - brokeAt >= often;
            if (live)
                brokeAt = now();
            if (once)
                return;
            const before = of(transport);
            const standing = { ...(now() - before.provedAt > reliable ? fresh : before) };
            const heldBack = silent && transport.kind === 'stream';
            if (heldBack)
                for (const other of standings.values())
                    other.sound = false;
            if (heldBack && standing.level < pads.length - 1)
                standing.level++;
            else {
                standing.level = 0;
                standing.pause = Math.min(longestPause, standing.pause * 2);
            }
            const retryAt = now() + (standing.level ? 0 : standing.pause * (0.8 + 0.4 * random()));
            standings.set(transport, { ...standing, retryAt, heldBack, sound: false, provedAt: never });
        },
        /** It works: the next failure begins anew, with the padding that it needs. */
        proved(transport) {
            standings.set(transport, { ...of(transport), retryAt: 0, sound: true, heldBack: false, provedAt: now() });
        },
        /** What failed may have failed with the whole network: each may be tried at once. The padding is kept. */
        forgive() {
            for (const standing of standings.values())
                Object.assign(standing, { retryAt: 0, pause: fresh.pause });
        },
    };
}

export { createStandings };
//# sourceMappingURL=standings.js.map
