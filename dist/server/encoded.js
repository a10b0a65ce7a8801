import { encode as encode$1 } from '../protocol/batch.js';

/** The last two: to our clients the same goes in runs, to plain ones as it is. */
let known = [];
const same = (a, b) => a === b || (a.length === b.length && a.every((message, index) => message === b[index]));
/** A batch as text. Hot: what is published in one turn goes to many, and its text is made once. */
function encode(batch) {
    for (const one of known)
        if (same(one.batch, batch))
            return one.text;
    const text = encode$1(batch);
    if (batch.every((message) => 'json' in message))
        known = [{ batch, text }, ...known.slice(0, 1)];
    return text;
}

export { encode };
//# sourceMappingURL=encoded.js.map
