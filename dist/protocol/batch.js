import { EnckeError } from './errors.js';

/** A batch as the text of a JSON array. What is text already is not made again. */
function encode(batch) {
    return `[${batch.map((message) => ('json' in message ? message.json : JSON.stringify(message))).join(',')}]`;
}
/**
 * The messages of a text: a JSON array of objects, or one object (Bayeux 1.0, section 2.1).
 * @throws EnckeError `malformed`
 */
function decode(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new EnckeError('malformed', `not JSON but ${describe(text)}`, cause);
    }
    const batch = Array.isArray(value) ? value : [value];
    if (!batch.every((message) => message && typeof message === 'object' && !Array.isArray(message))) {
        throw new EnckeError('malformed', `not an array of messages but ${describe(text)}`);
    }
    return batch;
}
function describe(text) {
    const start = JSON.stringify(text.slice(0, 40));
    return /^\s*</.test(text) ? `a web page (a login page or a proxy?): ${start}` : `${start}`;
}

export { decode, encode };
//# sourceMappingURL=batch.js.map
