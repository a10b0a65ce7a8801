import { wrong, demandSound, boundsOf, table, isAbove0 } from '../option-checks.js';
import { longestTimer } from '../runtime.js';
import { publisherAge } from './publishers.js';
import { defaultRetention } from './window.js';

/** Redis knows whole numbers only. */
const whole = (bound) => Math.min(Math.ceil(bound), Number.MAX_SAFE_INTEGER);
const ofRedis = {
    connection: table,
    prefix: { sound: (value) => typeof value === 'string', what: 'a text' },
    retention: table,
    mirror: table,
    patience: {
        sound: (value) => isAbove0(value) && value <= longestTimer,
        what: `a number above 0, and ${longestTimer} milliseconds at most`,
    },
    replicas: { sound: (value) => Number.isSafeInteger(value) && value >= 0, what: 'a number, 0 for none' },
};
/** @throws EnckeError `bad-option` */
function checkRedisOptions(options) {
    // It may have a password in it, which is not repeated.
    if (typeof options !== 'object' || typeof (options.connection ?? {}) !== 'object')
        throw wrong("an address goes into the options: { connection: { url: 'redis://…' } }");
    // It has no option: it would be that of localhost.
    if (typeof options.connection?.connect === 'function')
        throw wrong('connection is what createClient takes, not the client that it returns');
    demandSound(options, ofRedis);
    const { connection, prefix = 'encke', retention = {}, mirror = {}, patience = 5000, replicas = 0 } = options;
    const { messages, age } = boundsOf(retention, { messages: 100000, age: defaultRetention.age }, 'retention.');
    return {
        ...{ connection, prefix, patience, replicas },
        retention: { messages: whole(messages), age: whole(age) },
        mirror: boundsOf(mirror, defaultRetention, 'mirror.'),
        remembered: age === Number.POSITIVE_INFINITY ? publisherAge : Math.max(whole(age), publisherAge),
    };
}

export { checkRedisOptions };
//# sourceMappingURL=redis-options.js.map
