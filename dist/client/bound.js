import { EnckeError } from '../protocol/errors.js';

/**
 * How many there may be.
 * @throws EnckeError `bad-option`
 */
function boundOf(name, value = 1000) {
    if (typeof value === 'number' && value > 0)
        return value;
    throw new EnckeError('bad-option', `${name} is a number above 0, not ${value}`);
}

export { boundOf };
//# sourceMappingURL=bound.js.map
