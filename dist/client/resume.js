/** Most characters that are left. */
const most = 1048576;
/**
 * Goes on with what the page before has left, and hands things on to the next one in its tab. Where nothing can be kept,
 * nothing is.
 * @param settles - what is to happen when a publication of another page is settled
 */
function createResume(url, { tabStorage }, subscriptions, outbox, settles) {
    const name = `encke ${url}`;
    let left = '';
    /** What another page has left; only once, so that a duplicated tab does not take it again. */
    function take() {
        try {
            const { places, publications } = JSON.parse(tabStorage.getItem(name));
            tabStorage.setItem(name, 'null');
            return { places: { ...places }, publications: [...publications] };
        }
        catch {
            return {};
        }
    }
    function leave(legacy) {
        let text = JSON.stringify(legacy);
        if (text.length > most)
            text = JSON.stringify({ ...legacy, publications: [] });
        left = '';
        try {
            tabStorage.setItem(name, text);
            left = text;
        }
        catch { }
    }
    function inherit(publications = []) {
        for (const publication of publications)
            outbox.inherit({ ...publication, settled: settles(publication) });
    }
    /** Another page may have gone on meanwhile: then it has what this one had to publish. */
    function back() {
        let taken = false;
        try {
            taken = left !== '' && tabStorage.getItem(name) !== left;
        }
        catch { }
        left = '';
        const { publications } = take();
        if (!taken)
            return;
        outbox.close();
        inherit(publications);
    }
    const { places = {}, publications } = take();
    inherit(publications);
    return {
        /** How far each pattern was on the page before. */
        places,
        /** @param key - of the session; none when it lives only as long as its links */
        onLife(type, key) {
            if (type === 'return')
                back();
            else
                leave({ places: subscriptions.places, publications: outbox.unanswered(key) });
        },
    };
}

export { createResume };
//# sourceMappingURL=resume.js.map
