/** Most characters that are left. */
const most = 1048576;
/** Hands things from one page on to the next one in its tab. Where nothing can be kept, nothing is. */
function createResume(url, { tabStorage }) {
    const name = `encke ${url}`;
    let left = '';
    return {
        /** What the page before has left; only once, so that a duplicated tab does not take it again. */
        take() {
            try {
                const { places, publications } = JSON.parse(tabStorage.getItem(name));
                tabStorage.setItem(name, 'null');
                return { places: { ...places }, publications: [...publications] };
            }
            catch {
                return {};
            }
        },
        leave(legacy) {
            let text = JSON.stringify(legacy);
            if (text.length > most)
                text = JSON.stringify({ ...legacy, publications: [] });
            left = '';
            try {
                tabStorage.setItem(name, text);
                left = text;
            }
            catch { }
        },
        /** This page is back: what is left by another one that has gone on meanwhile; undefined when none has. */
        back() {
            try {
                const taken = left && tabStorage.getItem(name) !== left;
                left = '';
                const legacy = this.take();
                return taken ? legacy : undefined;
            }
            catch {
                return undefined;
            }
        },
    };
}

export { createResume };
//# sourceMappingURL=resume.js.map
