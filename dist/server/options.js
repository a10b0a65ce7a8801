import { EnckeError } from '../protocol/errors.js';
import { createMemoryLog } from './log/memory.js';
import { originOf } from './origins.js';

/**
 * What is wrong with the options is said when the server is made, not to each page in turn.
 * @throws EnckeError `bad-option`
 */
function checkOptions({ path, origins = [], log, timeout, expiry, wear, limits, ...hooks }) {
    const demand = (sound, what, found) => {
        if (!sound)
            throw new EnckeError('bad-option', `${what}, not ${found}`);
    };
    demand(path === undefined || /^\/[^\s?#]*$/.test(path), 'path is like /encke', path);
    demand(Array.isArray(origins), 'origins is a list', origins);
    for (const origin of origins)
        demand(isOrigin(origin), 'origins are exact, like https://app.example.com', origin);
    demand(log === undefined || typeof log.append === 'function', 'log is what createMemoryLog() returns', log);
    for (const [name, value] of Object.entries({ timeout, expiry, ...wear }))
        demand(value === undefined || value > 0, `${name} is a number above 0`, value);
    for (const [name, value] of Object.entries(limits ?? {}))
        demand(value === undefined || value >= 0, `${name} is a number, 0 for none`, value);
    for (const name of ['authenticate', 'authorize'])
        demand(['undefined', 'function'].includes(typeof hooks[name]), `${name} is a function`, hooks[name]);
}
const isOrigin = (value) => value === 'null' || (Boolean(value) && originOf(value) === value);
/** The options, and the default of each that is not given or undefined. */
function settle({ path = '/encke', origins, log, timeout, expiry, wear, limits }) {
    return {
        // As it comes in requests.
        path: new URL(`http://encke${path}`).pathname.replace(/\/+$/, ''),
        origins: new Set(origins),
        log: log ?? createMemoryLog(),
        timeout: timeout ?? 25000,
        expiry: expiry ?? 60000,
        wear: { characters: wear?.characters, age: wear?.age ?? 300000 },
        limits: {
            body: limits?.body ?? 1048576,
            batch: limits?.batch ?? 1000,
            subscriptions: limits?.subscriptions ?? 1000,
            sessions: limits?.sessions ?? 100000,
        },
    };
}

export { checkOptions, settle };
//# sourceMappingURL=options.js.map
