import { EnckeError } from '../../protocol/errors.js';

/**
 * What was given, and the default where that is undefined. Infinity is no bound.
 * @throws EnckeError `bad-option` - something that was given is no number above 0
 */
function boundsOf(given, defaults) {
    const bounds = { ...defaults };
    for (const name of Object.keys(defaults)) {
        const value = given[name];
        if (value === undefined)
            continue;
        if (typeof value !== 'number' || !(value > 0))
            throw new EnckeError('bad-option', `${name} is a number above 0, not ${value}`);
        bounds[name] = value;
    }
    return bounds;
}

export { boundsOf };
//# sourceMappingURL=bounds.js.map
