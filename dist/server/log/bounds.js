import { EnckeError } from '../../protocol/errors.js';

/** Least milliseconds for which the number of a publisher without a session is remembered after it was taken or asked for. */
const publisherAge = 3600000;
/** So many numbers back, the reason of a refusal is remembered: more than a client has under way at a time. */
const refusalsKept = 200;
/** So many characters of a reason are remembered. */
const reasonCharacters = 200;
/**
 * Whoever misspells a name hears of it.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - there is no such option
 */
function demandNames(given, names, where = '') {
    for (const name of Object.keys(given))
        if (!names.includes(name))
            throw new EnckeError('bad-option', `there is no option ${where}${name}, only ${names.join(', ')}`);
}
/**
 * What was given, and the default where that is undefined. Infinity is no bound.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - something that was given is no number above 0, or has another name
 */
function boundsOf(given, defaults, where = '') {
    demandNames(given, Object.keys(defaults), where);
    const bounds = { ...defaults };
    for (const name of Object.keys(defaults)) {
        const value = given[name];
        if (value === undefined)
            continue;
        if (typeof value !== 'number' || !(value > 0))
            throw new EnckeError('bad-option', `${where}${name} is a number above 0, not ${value}`);
        bounds[name] = value;
    }
    return bounds;
}

export { boundsOf, demandNames, publisherAge, reasonCharacters, refusalsKept };
//# sourceMappingURL=bounds.js.map
