import { EnckeError } from '../../protocol/errors.js';
import { epochOf, later, millisecondsOf, sequenceOf, formatPosition } from '../../protocol/position.js';
import { createComplaints } from '../complaints.js';
import { oneAtATime } from './one-at-a-time.js';
import { reasonCharacters, publisherAge, refusalsKept } from './publishers.js';
import { openConnection } from './redis-connection.js';
import { checkRedisOptions } from './redis-options.js';
import { steps, hello } from './redis-scripts.js';
import { createSharedLog } from './shared.js';

/** With these settings Redis has every write on disk before it answers. */
const durable = { appendonly: 'yes', appendfsync: 'always', 'no-appendfsync-on-rewrite': 'no' };
/** Least version of Redis. */
const leastVersion = '6.2.0';
/** Milliseconds for which Redis holds a read that finds nothing new, and entries of one read. */
const held = 2000;
const readAtOnce = 200;
/** Most milliseconds between two trimmings. */
const mostTrimEvery = 10000;
/** Most ids that are named when something in Redis is none of ours. */
const mostNamed = 10;
/** Entries, and characters, after which a page ends: nobody else is answered while it is read. */
const pageEntries = 1000;
const pageCharacters = 262144;
/** It is full, cannot save, or has not the replicas that it should. */
const takesNoWrites = /\b(OOM|MISCONF|NOREPLICAS)\b/;
/** As the scripts see it. */
const isOurs = (fields, epoch) => fields[0] === 'e' && fields[1] === epoch && fields[2] === 'c' && fields[4] === 'd';
/**
 * A log in Redis Streams that any number of nodes share; each of them can serve any client. Needs the `redis` package
 * and Redis 6.2 or later.
 * @throws EnckeError `busy` - Redis cannot be reached within `patience`; `bad-option` - it is too old, or an option is
 * wrong
 */
async function createRedisLog(options = {}) {
    const settings = checkRedisOptions(options);
    const { mirror, patience, retention } = settings;
    return createSharedLog(createRedisStore(settings), {
        mirror,
        patience,
        trimEvery: Math.min(mostTrimEvery, retention.age / 2),
        now: () => performance.now(),
        date: Date.now,
        random: Math.random,
        after(milliseconds, run) {
            const timer = setTimeout(run, milliseconds);
            return () => clearTimeout(timer);
        },
    });
}
function createRedisStore({ connection, prefix, retention, remembered, patience, replicas }) {
    const stream = `{${prefix}}:log`;
    const known = `{${prefix}}:state`;
    const publisherKey = (publisher) => `{${prefix}}:publisher:${publisher}`;
    const sessionKey = (key) => `{${prefix}}:session:${key}`;
    let commands;
    let reader;
    let give = (_reason) => { };
    const complain = createComplaints();
    /** The last that was none of ours: the reader begins there where it lies behind all that is, not to find it again. */
    let stray = '';
    const positionOf = (epoch, id) => {
        const [milliseconds, sequence] = id.split('-').map(Number);
        return formatPosition(Number(epoch), milliseconds, sequence);
    };
    const idOf = (position) => (position ? `${millisecondsOf(position)}-${sequenceOf(position)}` : '0-0');
    const epochNumber = (position) => String(Number.parseInt(epochOf(position), 36));
    /** @param ends - epoch and floor; null when Redis knows nothing of the log */
    function rangeOf(raw, ends) {
        const [epoch, floor] = ends;
        const ours = raw.filter(([, fields]) => isOurs(fields, epoch));
        const entries = ours.map(([id, [, epoch, , channel, , data]]) => ({
            position: positionOf(epoch, id),
            channel: channel,
            data: data,
        }));
        return { entries, floor: positionOf(epoch ?? '0', floor ?? '0-0') };
    }
    /**
     * Whoever fails gives the connection up: on the next one, hello puts right what may be wrong, and another Redis may be
     * there. Not where it takes no writes for now: reading goes on.
     */
    async function askBy(connection, ...args) {
        if (!connection)
            throw new EnckeError('network', 'there is no connection to Redis');
        try {
            return await connection.ask(args);
        }
        catch (error) {
            if (!takesNoWrites.test(error.message))
                give(error);
            throw error;
        }
    }
    const ask = (...args) => askBy(commands, ...args);
    /**
     * Scripts are known to Redis by their names only once somebody has said hello to this very process of it: Redis forgets
     * them when it restarts. So nothing is written before it is known whether something was lost.
     */
    const run = (by, { name }, keys, ...args) => askBy(by, 'EVALSHA', name, keys.length, ...keys, ...args);
    async function rangeBeyond(by, after, limit, characters) {
        const reply = await run(by, steps.range, [stream, known], idOf(after), limit, characters);
        const [entries, , others] = reply;
        return { ...rangeOf(entries, endsIn(reply)), others };
    }
    /** The epoch and the floor. Whoever finds that something is gone tells of it. */
    function endsIn(reply) {
        const [, ends] = reply;
        if (ends[2])
            complain(`Something else has taken entries out of ${stream}: who had yet to read them hears that; let nothing else trim it, and set maxmemory-policy noeviction`);
        return ends;
    }
    /** What is none of ours: whoever follows the log tells of it once. */
    function passBy(others, { floor }) {
        if (!others.length)
            return;
        stray = positionOf(epochNumber(floor), others[others.length - 1]);
        const ids = others.slice(0, mostNamed).join(', ');
        complain(`${others.length} entries of ${stream} are none of a log's, and are left out: ${ids}; let nothing else write there, or choose another prefix`);
    }
    function failEpoch() {
        const error = new EnckeError('busy', 'the log in Redis has begun anew');
        give(error);
        throw error;
    }
    async function isDurable() {
        try {
            for (const [name, value] of Object.entries(durable)) {
                const setting = (await commands?.ask(['CONFIG', 'GET', name]));
                if (setting[1] !== value)
                    return false;
            }
            return true;
        }
        catch {
            return false;
        }
    }
    const writeNothing = async () => void (await ask('SET', `{${prefix}}:probe`, '', 'PX', 1));
    /** Whether replicas have all that was written. */
    const replicated = oneAtATime(async () => {
        // From Redis 7.2 on, WAIT looks at nothing beyond what its own connection wrote last.
        const asked = ['WAIT', replicas, Math.min(1000, Math.ceil(patience / 2))];
        const [, count] = await Promise.all([writeNothing(), ask(...asked)]);
        if (Number(count) < replicas)
            throw new EnckeError('delivery-unknown', `${count} of ${replicas} replicas have it`);
    });
    async function take(at, source, age, ...what) {
        const keys = [stream, known, publisherKey(source.publisher)];
        const args = [epochNumber(at), source.number, Math.ceil(age), refusalsKept, retention.messages, ...what];
        const taking = run(commands, steps.take, keys, ...args);
        const [reply] = await Promise.all([taking, replicas ? replicated() : undefined]);
        if (!reply)
            failEpoch();
        const [verdict, detail] = reply;
        if (verdict === 'refused')
            return { refused: detail };
        if (verdict === 'taken')
            return detail ? positionOf(epochNumber(at), detail) : at;
        return verdict;
    }
    function close() {
        reader?.close();
        commands?.close();
    }
    return {
        async connect(lost) {
            close();
            give = (error) => {
                lost(error);
                close();
            };
            commands = await openConnection(connection, patience, give);
            reader = await openConnection(connection, patience + held, give);
            const [about, other] = (await Promise.all([ask('INFO', 'server'), reader.ask(['INFO', 'server'])])).map(String);
            const version = /redis_version:(\S+)/.exec(about ?? '')?.[1] ?? '';
            if (version.localeCompare(leastVersion, undefined, { numeric: true }) < 0)
                throw new EnckeError('bad-option', `Redis ${leastVersion} or later is needed, not ${version}`);
            if (runOf(about) !== runOf(other))
                throw new EnckeError('network', 'the two connections lead to different servers');
        },
        disconnect: (reason) => give(reason),
        async hello(seen) {
            const place = seen ? [epochNumber(seen), idOf(seen)] : ['', ''];
            const safe = (await isDurable()) ? 1 : 0;
            // Where the clock was set back, Redis may have lost the last epoch with all else: it must not be named once more.
            const rise = 1 + Math.floor(Math.random() * 1000);
            const answer = await ask('EVAL', hello, 2, stream, known, ...place, safe, rise);
            const [epoch, floor] = answer;
            for (const { text } of Object.values(steps))
                await ask('SCRIPT', 'LOAD', text);
            return positionOf(epoch, floor);
        },
        append: (at, channel, data, source, age = remembered) => take(at, source, age, 'entry', channel, data, idOf(at)),
        skip(at, source, call, reason) {
            const what = reason === undefined ? ['skip', call] : ['refuse', reason.slice(0, reasonCharacters)];
            return take(at, source, remembered, ...what);
        },
        async published(publisher) {
            const key = publisherKey(publisher);
            // A Redis that takes no writes can be asked all the same.
            const renewed = ask('PEXPIRE', key, remembered).catch(() => { });
            const [number] = await Promise.all([ask('HGET', key, 'n'), renewed]);
            return Number(number ?? 0);
        },
        async range(after, limit, characters) {
            const most = [Math.min(limit, pageEntries), Math.min(characters, pageCharacters)];
            const range = await rangeBeyond(commands, after, ...most);
            if (epochOf(range.floor) !== epochOf(after))
                failEpoch();
            return range;
        },
        async newest(limit, characters) {
            const reply = (await run(commands, steps.newest, [stream, known], limit, characters));
            const [entries, , after] = reply;
            const range = rangeOf(entries.reverse(), endsIn(reply));
            return { ...range, after: positionOf(epochNumber(range.floor), after) };
        },
        /** XREAD would bring so many, however large: it is only for what comes later, and brings one. */
        async next(after) {
            const begin = epochOf(stray) === epochOf(after) ? later(after, stray) : after;
            const { others, ...there } = await rangeBeyond(reader, begin, readAtOnce, pageCharacters);
            if (epochOf(there.floor) === epochOf(after))
                passBy(others, there);
            if (there.entries.length || there.floor > after)
                return there;
            const [streams, about] = await Promise.all([
                askBy(reader, 'XREAD', 'COUNT', 1, 'BLOCK', held, 'STREAMS', stream, idOf(begin)),
                // Behind that: what came first may have been taken away before it was asked for.
                run(reader, steps.range, [stream, known], idOf(after), 0, 0),
            ]);
            return rangeOf(streams?.[0][1] ?? [], endsIn(about));
        },
        async trim() {
            await run(commands, steps.trim, [stream, known], retention.age, retention.messages);
        },
        async recall(key) {
            return (await ask('GET', sessionKey(key))) ?? undefined;
        },
        async remember(key, text) {
            if (text === undefined)
                await ask('DEL', sessionKey(key));
            else
                await ask('SET', sessionKey(key), text, 'PX', publisherAge);
        },
        async renew(key) {
            const renewals = [ask('PEXPIRE', publisherKey(key), remembered), ask('PEXPIRE', sessionKey(key), publisherAge)];
            await Promise.all(renewals);
        },
        probe: () => (replicas ? replicated() : writeNothing()),
        close,
    };
}
/** Which process of Redis it is. */
const runOf = (about = '') => /run_id:(\w+)/.exec(about)?.[1];

export { createRedisLog };
//# sourceMappingURL=redis.js.map
