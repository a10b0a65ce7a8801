import { EnckeError } from '../protocol/errors.js';
import { demandOneOf } from './options.js';

/**
 * Those with these names, in their order; all of them, without names.
 * @throws EnckeError `bad-option`
 */
function choose(all, names) {
    if (names && !Array.isArray(names))
        throw new EnckeError('bad-option', `transports is a list, not ${names}`);
    const chosen = names?.map((name) => {
        demandOneOf('transport', name, all.map((one) => one.name));
        return all.find((one) => one.name === name);
    });
    return chosen ?? all;
}

export { choose };
//# sourceMappingURL=choose.js.map
