import { EnckeError } from '../../protocol/errors.js';

/** Most pages that a store is asked for at a time: what is published does not wait for all who come back at once. */
const atOnce = 2;
/** Most that wait for their turn; those beyond are asked for again later. */
const mostWaiting = 1000;
/**
 * A page stays for so many milliseconds, and so many pages do: those who come back after a cut come one after the other,
 * from the same places. What a page has does not change.
 */
const readAgain = 10000;
const mostKept = 64;
/**
 * What is read from a store, for all who ask for the same.
 * @param now - milliseconds on a clock that never goes back
 */
function createPages(now) {
    const kept = new Map();
    const underWay = new Map();
    /** The last of each line. */
    const lines = Array(atOnce).fill(Promise.resolve());
    function put(name, page) {
        kept.set(name, { page, since: now() });
        if (kept.size > mostKept)
            kept.delete(kept.keys().next().value);
    }
    async function keep(name, page) {
        try {
            await page;
            put(name, page);
        }
        catch {
            // It is asked for again.
        }
        finally {
            underWay.delete(name);
        }
    }
    return {
        /** The page of this name, if it was read of late. */
        known: (name) => kept.get(name)?.page,
        /** What was read for another name is the page of this one, too. */
        put: (name, page) => put(name, Promise.resolve(page)),
        /** The page of this name; `read` when it is neither here nor under way. Rejects with EnckeError `busy`, too. */
        get(name, read) {
            const known = kept.get(name)?.page ?? underWay.get(name);
            if (known)
                return known;
            if (underWay.size >= mostWaiting)
                return Promise.reject(new EnckeError('busy', 'too many wait for what is in the log already'));
            const page = lines.shift().then(read);
            lines.push(page.catch(() => { }));
            underWay.set(name, page);
            keep(name, page);
            return page;
        },
        /** Lets go of what is too old. */
        trim() {
            for (const [name, { since }] of kept)
                if (now() - since > readAgain)
                    kept.delete(name);
        },
    };
}

export { createPages };
//# sourceMappingURL=pages.js.map
