import { encode as encode$1 } from '../protocol/batch.js';

let last = [];
let text = '[]';
/** A batch as text. Hot: what is published in one turn goes to many, and its text is made once. */
function encode(batch) {
    if (batch.length === last.length && batch.every((message, index) => message === last[index]))
        return text;
    const made = encode$1(batch);
    if (batch.every((message) => 'json' in message))
        [last, text] = [batch, made];
    return made;
}

export { encode };
//# sourceMappingURL=encoded.js.map
