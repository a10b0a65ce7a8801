import { EnckeError } from '../protocol/errors.js';
import { originOf } from './http/origins.js';
import { demandNames } from './log/bounds.js';
import { createMemoryLog } from './log/memory.js';

const isAbove0 = (value) => typeof value === 'number' && value > 0;
const above0 = { sound: isAbove0, what: 'a number above 0' };
const count = { sound: (value) => value === 0 || isAbove0(value), what: 'a number, 0 for none' };
const hook = { sound: (value) => typeof value === 'function', what: 'a function' };
const table = { sound: (value) => value !== null && typeof value === 'object', what: 'an object' };
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
    authenticate: hook,
    authorize: hook,
};
const ofWear = { characters: above0, age: above0 };
const ofLimits = {
    body: count,
    batch: count,
    subscriptions: count,
    patterns: count,
    sessions: count,
};
const wrong = (why) => new EnckeError('bad-option', why);
/**
 * What is called later: where nothing checks types, its author hears of a mistake now.
 * @throws EnckeError `bad-option`
 */
function demandFunction(what, value) {
    if (typeof value !== 'function')
        throw wrong(`${what} a function, not ${value}`);
    return value;
}
/** @param where - stands before the names */
function check(options, checks, where = '') {
    demandNames(options, Object.keys(checks), where);
    for (const [name, value] of Object.entries(options)) {
        const { sound, what } = checks[name];
        if (value !== undefined && !sound(value))
            throw wrong(`${where}${name} is ${what}, not ${value}`);
    }
}
/**
 * What is wrong with the options is said when the server is made, not to each page in turn.
 * @throws EnckeError `bad-option`
 */
function checkOptions(options) {
    const { origins = [], wear = {}, limits = {} } = options;
    check(options, ofServer);
    check(wear, ofWear, 'wear.');
    check(limits, ofLimits, 'limits.');
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
        limits: {
            body: limits?.body ?? 1048576,
            batch: limits?.batch ?? 1000,
            subscriptions: limits?.subscriptions ?? 1000,
            patterns: limits?.patterns ?? 1000000,
            sessions: limits?.sessions ?? 100000,
        },
    };
}

export { checkOptions, demandFunction, settle };
//# sourceMappingURL=options.js.map
