import { EnckeError } from '../protocol/errors.js';

/**
 * Which of them it is: nothing has another name.
 * @throws EnckeError `bad-option`
 */
function demandOneOf(what, name, names) {
    const which = names.indexOf(name);
    if (which < 0)
        throw new EnckeError('bad-option', `no ${what} ${name}; there are ${names.join(', ')}`);
    return which;
}
/**
 * What was said, where nothing checks types.
 * @param names - of all that may be said
 * @throws EnckeError `bad-option`
 */
function optionsOf(said, names) {
    if (typeof said === 'function')
        throw new EnckeError('bad-option', 'options, not a callback: await what is returned');
    for (const name of Object.keys(said ?? {}))
        demandOneOf('option', name, names.split(' '));
    return said ?? {};
}
/**
 * How many there may be.
 * @throws EnckeError `bad-option`
 */
function boundOf(name, value = 1000) {
    if (typeof value === 'number' && value > 0)
        return value;
    throw new EnckeError('bad-option', `${name} is a number above 0, not ${value}`);
}
/**
 * Transports with these names, in their order; all of them, without names.
 * @throws EnckeError `bad-option`
 */
function choose(all, names) {
    if (names && !Array.isArray(names))
        throw new EnckeError('bad-option', `transports is a list, not ${names}`);
    const known = all.map(({ name }) => name);
    return names?.map((name) => all[demandOneOf('transport', name, known)]) ?? all;
}

export { boundOf, choose, demandOneOf, optionsOf };
//# sourceMappingURL=options.js.map
