import { EnckeError } from '../protocol/errors.js';

const isAbove0 = (value) => typeof value === 'number' && value > 0;
const above0 = { sound: isAbove0, what: 'a number above 0' };
const count = { sound: (value) => value === 0 || isAbove0(value), what: 'a number, 0 for none' };
const callable = { sound: (value) => typeof value === 'function', what: 'a function' };
const table = { sound: (value) => value !== null && typeof value === 'object', what: 'an object' };
const wrong = (why) => new EnckeError('bad-option', why);
/**
 * What is called later: where nothing checks types, its author hears of a mistake now.
 * @throws EnckeError `bad-option`
 */
function demandFunction(what, value) {
    if (!callable.sound(value))
        throw wrong(`${what} a function, not ${value}`);
    return value;
}
/**
 * What is wrong with options is said when something is made of them. One that is undefined is not given.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - an option cannot be meant, or there is none of that name
 */
function demandSound(given, checks, where = '') {
    const names = Object.keys(checks);
    for (const [name, value] of Object.entries(given)) {
        if (!names.includes(name))
            throw wrong(`there is no option ${where}${name}, only ${names.join(', ')}`);
        const { sound, what } = checks[name];
        if (value !== undefined && !sound(value))
            throw wrong(`${where}${name} is ${what}, not ${value}`);
    }
}
/** What was given, and the default of each that is not given or undefined. */
function withDefaults(given, defaults) {
    const all = { ...defaults };
    for (const name of Object.keys(defaults))
        all[name] = given[name] ?? defaults[name];
    return all;
}
/**
 * Bounds, each a number above 0 or left out for its default. Infinity is no bound.
 * @param where - stands before the names
 * @throws EnckeError `bad-option`
 */
function boundsOf(given, defaults, where = '') {
    demandSound(given, Object.fromEntries(Object.keys(defaults).map((name) => [name, above0])), where);
    return withDefaults(given, defaults);
}

export { above0, boundsOf, callable, count, demandFunction, demandSound, isAbove0, table, withDefaults, wrong };
//# sourceMappingURL=option-checks.js.map
