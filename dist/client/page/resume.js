import { numberOf } from '../../protocol/numbers.js';

/** Most characters that are left. */
const most = 1048576;
/**
 * Goes on with what the page before has left, and hands things on to the next one in its tab. Where nothing can be kept,
 * nothing is.
 * @param settles - what is to happen when a publication of another page is settled
 */
function createResume(url, { tabStorage, document }, subscriptions, outbox, settles) {
    const name = `encke ${url}`;
    /** What this page has left: nothing when nothing could be written; undefined as long as it is here. */
    let left;
    /** @throws whatever - something else has written there */
    function check({ channel, data, owner = '', number = 0 }) {
        JSON.parse(data);
        numberOf(number);
        if (![channel, data, owner].every((text) => typeof text === 'string'))
            throw name;
    }
    /** What another page has left. */
    function read() {
        try {
            const { places, publications } = JSON.parse(tabStorage.getItem(name));
            publications.forEach(check);
            return { places: { ...places }, publications };
        }
        catch {
            return { places: {}, publications: [] };
        }
    }
    /** Whether it could be written. */
    function write(text) {
        try {
            tabStorage.setItem(name, text);
            return true;
        }
        catch {
            return false;
        }
    }
    /** Goes on with what another page has left; only once, so that a duplicated tab does not do so again. */
    function inherit() {
        const { publications } = read();
        if (!write('null'))
            return;
        outbox.inherit(publications.map((publication) => ({ ...publication, settled: settles(publication) })));
    }
    /** Another page may have gone on since this one was left: then it has what this one had to publish. */
    function meet() {
        try {
            if (tabStorage.getItem(name) === left)
                return;
            if (left)
                outbox.cede();
        }
        catch { }
        inherit();
    }
    /** @param awake - the page goes on: what is sent only later would come twice, for it has no number yet */
    function leave(key, awake) {
        meet();
        const publications = outbox.unanswered(key).filter(({ number }) => number || !awake);
        const legacy = { places: subscriptions.places, publications };
        let text = JSON.stringify(legacy);
        if (text.length > most)
            text = JSON.stringify({ ...legacy, publications: [] });
        left = write(text) ? text : '';
    }
    function back() {
        if (left === undefined)
            return;
        meet();
        left = undefined;
        write('null');
    }
    return {
        /** How far each pattern was on the page before. */
        places: read().places,
        /** The client connects: until then it takes nothing from another one that may be made in its place. */
        begin: inherit,
        /** @param key - of the session; none when it lives only as long as its links */
        onLife(type, key) {
            const returns = type === 'return';
            if (returns)
                back();
            // There is a network again, or it was thawed, and nobody looks.
            if (!returns || document?.hidden)
                leave(key, returns || type === 'hide');
        },
    };
}

export { createResume };
//# sourceMappingURL=resume.js.map
