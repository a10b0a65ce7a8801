import { EnckeError } from '../protocol/errors.js';

/**
 * Nothing has another name.
 * @throws EnckeError `bad-option`
 */
function demandOneOf(what, name, names) {
    if (!names.includes(name))
        throw new EnckeError('bad-option', `no ${what} ${name}; there are ${names.join(', ')}`);
}
/**
 * What was said, where nothing checks types.
 * @param names - of all that may be said
 * @throws EnckeError `bad-option`
 */
function optionsOf(said, names) {
    for (const name of Object.keys(said ?? {}))
        demandOneOf('option', name, names.split(' '));
    return said ?? {};
}

export { demandOneOf, optionsOf };
//# sourceMappingURL=options.js.map
