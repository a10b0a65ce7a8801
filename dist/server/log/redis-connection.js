import { ErrorReply, createClient } from 'redis';
import { EnckeError, asEnckeError } from '../../protocol/errors.js';

/** Milliseconds between two looks whether Redis answers. */
const watchEvery = 500;
/** What to do about it, where the words of Redis do not say. */
const advice = [
    [/\bREADONLY\b/, 'it is a replica; the address has to lead to the primary'],
    [/^(MOVED|ASK|CLUSTERDOWN)\b/, 'it is a cluster; the address has to be that of the node with the slot of these keys'],
    [/^WRONGTYPE\b/, 'something else has a key of that name; choose another prefix'],
    [
        /^NOPERM|can't run this command|ACL failure/,
        'allow its user what docs/guarantees.md names ("Redis, for operators")',
    ],
];
/** In which script it happened, if in one: the same reason is the same words. */
const whereabouts = /\.?( script: \w+, on @user_script:\d+\.?)?$/;
function refusal(error) {
    const words = error.message.replace(whereabouts, '');
    const what = advice.find(([refused]) => refused.test(words));
    return new EnckeError('busy', `Redis says no: ${words}${what ? `: ${what[1]}` : ''}`, error);
}
/** @throws EnckeError `bad-option` */
function clientOf(options, patience) {
    // It may have getters, which say where Redis is just now, and throw where nobody knows.
    const given = { ...options };
    const socket = { connectTimeout: patience, ...given.socket, reconnectStrategy: false };
    // What waits in the client is not given up before the connection is: one alone would be overtaken by those behind it.
    const commandOptions = { ...given.commandOptions, timeout: 0 };
    try {
        return createClient({
            ...given,
            RESP: 2,
            disableOfflineQueue: true,
            commandOptions,
            socket: socket,
        });
    }
    catch (error) {
        throw asEnckeError(error, 'bad-option');
    }
}
/**
 * One connection, which is not mended: who lost it opens another.
 * @param patience - milliseconds without an answer after which it counts as lost
 */
async function openConnection(options = {}, patience, lost) {
    const client = clientOf(options, patience);
    let over = false;
    let pending = 0;
    let answeredAt = 0;
    let lookedAt = performance.now();
    const watch = setInterval(() => {
        const now = performance.now();
        // Does not count: what came while this process itself stood still is yet to be read.
        const stood = Math.max(0, now - lookedAt - watchEvery);
        answeredAt = Math.min(now, answeredAt + stood);
        lookedAt = now;
        if (pending && now - answeredAt > patience)
            end(new EnckeError('timeout', 'Redis does not answer'));
    }, watchEvery);
    function end(error) {
        if (over)
            return;
        close();
        lost(error);
    }
    function close() {
        over = true;
        clearInterval(watch);
        try {
            client.destroy();
        }
        catch {
            // Version 5 throws where the connection has ended already.
        }
    }
    /** What waits for an answer of Redis is watched. */
    async function watched(waiting) {
        if (pending++ === 0)
            answeredAt = performance.now();
        try {
            return await waiting;
        }
        finally {
            pending--;
            answeredAt = performance.now();
        }
    }
    client.on('error', end);
    client.on('end', () => end(new EnckeError('network', 'Redis ended the connection')));
    await watched(client.connect());
    return {
        async ask(args) {
            if (over)
                throw new EnckeError('network', 'there is no connection to Redis');
            try {
                return await watched(client.sendCommand(args.map(String)));
            }
            catch (error) {
                if (error instanceof ErrorReply)
                    throw refusal(error);
                throw new EnckeError('delivery-unknown', `Redis did not answer: ${error.message}`, error);
            }
        },
        close,
    };
}

export { openConnection };
//# sourceMappingURL=redis-connection.js.map
