import { originOf } from './http/origins.js';
import { createMemoryLog } from './log/memory.js';
import { demandSound, wrong, withDefaults, callable, table, above0, count, isAbove0 } from './option-checks.js';

const ofServer = {
    path: { sound: (value) => typeof value === 'string' && /^\/[^\s?#]*$/.test(value), what: 'like /encke' },
    origins: { sound: Array.isArray, what: 'a list' },
    log: {
        sound: (value) => typeof value?.append === 'function',
        what: 'what createMemoryLog() returns',
    },
    // Clients are told.
    timeout: {
        sound: (value) => isAbove0(value) && value !== Number.POSITIVE_INFINITY,
        what: 'a time above 0, with an end',
    },
    expiry: above0,
    wear: table,
    limits: table,
    authenticate: callable,
    authorize: callable,
};
const ofWear = { characters: above0, age: above0 };
const defaultLimits = {
    body: 1048576,
    batch: 1000,
    subscriptions: 1000,
    patterns: 1000000,
    sessions: 100000,
};
const ofLimits = {
    body: count,
    batch: count,
    subscriptions: count,
    patterns: count,
    sessions: count,
};
/**
 * What is wrong with the options is said when the server is made, not to each page in turn.
 * @throws EnckeError `bad-option`
 */
function checkOptions(options) {
    const { origins = [], wear = {}, limits = {} } = options;
    demandSound(options, ofServer);
    demandSound(wear, ofWear, 'wear.');
    demandSound(limits, ofLimits, 'limits.');
    for (const origin of origins)
        if (!isOrigin(origin))
            throw wrong(`origins are exact, like https://app.example.com, not ${origin}`);
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
        limits: withDefaults(limits ?? {}, defaultLimits),
    };
}

export { checkOptions, settle };
//# sourceMappingURL=options.js.map
