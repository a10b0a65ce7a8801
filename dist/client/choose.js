import { EnckeError } from '../protocol/errors.js';

/**
 * Those with these names, in their order; all of them, without names.
 * @throws EnckeError `bad-option`
 */
function choose(all, names) {
    if (names && !Array.isArray(names))
        throw new EnckeError('bad-option', `transports is a list, not ${names}`);
    const chosen = names?.map((name) => {
        const transport = all.find((candidate) => candidate.name === name);
        if (transport)
            return transport;
        throw new EnckeError('bad-option', `no transport ${name}; there are ${all.map((one) => one.name).join(', ')}`);
    });
    return chosen ?? all;
}

export { choose };
//# sourceMappingURL=choose.js.map
