import { EnckeError } from '../../protocol/errors.js';
import { longestTimer } from '../runtime.js';
import { demandNames, boundsOf, publisherAge } from './bounds.js';
import { defaultRetention } from './window.js';

/** Redis knows whole numbers only. */
const whole = (bound) => Math.min(Math.ceil(bound), Number.MAX_SAFE_INTEGER);
/** @throws EnckeError `bad-option` */
function checkRedisOptions(options) {
    // It may have a password in it, which is not repeated.
    if (typeof options !== 'object' || typeof (options.connection ?? {}) !== 'object')
        throw new EnckeError('bad-option', "an address goes into the options: { connection: { url: 'redis://…' } }");
    // It has no option: it would be that of localhost.
    if (typeof options.connection?.connect === 'function')
        throw new EnckeError('bad-option', 'connection is what createClient takes, not the client that it returns');
    demandNames(options, ['connection', 'prefix', 'retention', 'mirror', 'patience', 'replicas']);
    const { connection, prefix = 'encke', retention = {}, mirror = {}, replicas = 0 } = options;
    const { messages, age } = boundsOf(retention, { messages: 100000, age: defaultRetention.age }, 'retention.');
    const { patience } = boundsOf({ patience: options.patience }, { patience: 5000 });
    if (patience > longestTimer)
        throw new EnckeError('bad-option', `patience is ${longestTimer} milliseconds at most, not ${patience}`);
    if (!Number.isSafeInteger(replicas) || replicas < 0)
        throw new EnckeError('bad-option', `replicas is a number, 0 for none, not ${replicas}`);
    return {
        ...{ connection, prefix, patience, replicas },
        retention: { messages: whole(messages), age: whole(age) },
        mirror: boundsOf(mirror, defaultRetention, 'mirror.'),
        remembered: age === Number.POSITIVE_INFINITY ? publisherAge : Math.max(whole(age), publisherAge),
    };
}

export { checkRedisOptions };
//# sourceMappingURL=redis-options.js.map
