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
            const text = JSON.stringify(legacy);
            try {
                left = text.length > most ? JSON.stringify({ ...legacy, publications: [] }) : text;
                tabStorage.setItem(name, left);
            }
            catch { }
        },
        /** This page is back: whether another one goes on meanwhile with what it had left. */
        taken() {
            try {
                const taken = left !== '' && tabStorage.getItem(name) !== left;
                left = '';
                if (!taken)
                    tabStorage.setItem(name, 'null');
                return taken;
            }
            catch {
                return false;
            }
        },
    };
}

export { createResume };
//# sourceMappingURL=resume.js.map
