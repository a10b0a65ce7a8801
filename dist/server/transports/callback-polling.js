import { decode } from '../../protocol/batch.js';
import { EnckeError } from '../../protocol/errors.js';
import { tooLarge } from '../http/body.js';
import { copied } from '../runtime.js';

/** Of a function. Old clients (Dojo's) keep theirs in an object. */
const callbackName = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;
/** Most requests whose pieces are being collected; the one begun first gives way. */
const collections = 100;
/** Most characters of all these, in requests of the largest size. */
const largest = 16;
/** Most pieces of one request: 262,144 characters of any script come in fewer. */
const mostPieces = 3000;
/**
 * The answer to a GET by script element (Bayeux 1.0, section 6.4). The comment before the name keeps the first bytes out
 * of the asker's hands, the disposition keeps it from being shown; what JavaScript reads unlike JSON is escaped.
 * @throws EnckeError `malformed` - the name of the callback is none
 */
function callbackPolling(query) {
    const callback = query.get('jsonp') ?? 'jsonpcallback';
    if (callback.length > 64 || !callbackName.test(callback)) {
        throw new EnckeError('malformed', 'jsonp: not the name of a function');
    }
    const asText = query.has('text');
    return {
        headers: {
            'Content-Type': 'text/javascript; charset=utf-8',
            'Content-Disposition': 'attachment; filename=f.txt',
            'Cross-Origin-Resource-Policy': 'cross-origin',
        },
        // No browser runs a script that comes with an error. Who asks for text is a client of ours, and reads it.
        ...(asText && { status: 200 }),
        wrap: (text) => `/**/${callback}(${asScript(asText ? JSON.stringify(text) : text)});`,
    };
}
/** JSON that is safe inside a script, also one in a document. */
function asScript(json) {
    return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
/** Puts together requests that came in several pieces because an address must be short. */
function createCollector(limit) {
    const pieces = new Map();
    let characters = 0;
    function forget(request) {
        characters -= pieces.get(request)?.length ?? 0;
        pieces.delete(request);
    }
    /**
     * The messages of a request; none as long as pieces are missing.
     * @throws EnckeError `malformed` | `too-large`
     */
    return (query) => {
        const messages = query.getAll('message');
        const request = query.get('request');
        if (request === null) {
            if (messages.some((text) => text.length > limit))
                throw tooLarge(limit);
            return messages.flatMap(decode);
        }
        const part = Number(query.get('part'));
        const of = Number(query.get('of'));
        const text = messages[0];
        const bounds = Number.isInteger(part) && Number.isInteger(of) && part >= 0 && part < of;
        if (!bounds || text === undefined || request.length > 64)
            throw new EnckeError('malformed', 'part and of: not a piece');
        if (of > mostPieces)
            throw new EnckeError('too-large', `of: more than ${mostPieces} pieces`);
        const collected = pieces.get(request) ?? { texts: Array(of).fill(undefined), missing: of, length: 0 };
        pieces.set(copied(request), collected);
        if (collected.texts.length !== of)
            throw new EnckeError('malformed', 'of: differs between pieces');
        const before = collected.texts[part];
        const more = text.length - (before?.length ?? 0);
        if (before === undefined)
            collected.missing--;
        collected.length += more;
        characters += more;
        collected.texts[part] = copied(text);
        if (collected.length > limit) {
            forget(request);
            throw tooLarge(limit);
        }
        while (pieces.size > collections || characters > largest * limit)
            forget(pieces.keys().next().value);
        if (collected.missing)
            return [];
        forget(request);
        return decode(collected.texts.join(''));
    };
}

export { asScript, callbackPolling, createCollector };
//# sourceMappingURL=callback-polling.js.map
