import { report } from '../client/listeners.js';
import { isMeta } from '../protocol/channel.js';
import { EnckeError, isEnckeError } from '../protocol/errors.js';
import { unroll } from './unroll.js';

/** Also one of another realm, or of a library that has a Promise of its own. */
const isPromise = (value) => typeof value?.then === 'function';
/** What the client makes the same code of; all else is `refused`. */
const statuses = { 'bad-channel': 405, 'bad-data': 415, 'too-large': 413 };
/** Milliseconds from a failure to its consequence: whoever tries again at once fails again at once. */
const pause = 1000;
/**
 * For `connect(url, { extensions })`. Those given here see the first messages, too.
 * @throws EnckeError `bad-option` - two of one name
 * @example
 * const extensions = createExtensions({
 *   name: 'token',
 *   outgoing: (message) => ({ ...message, ext: { ...message.ext, token } }),
 * })
 */
function createExtensions(...first) {
    const all = new Map();
    /** The server is a plain one. */
    let plain = false;
    function add(extension) {
        if (all.has(extension.name))
            throw new EnckeError('bad-option', `there is an extension ${extension.name} already`);
        all.set(extension.name, extension);
    }
    function saidBy([next, ...others], message) {
        if (!message)
            throw new EnckeError('bad-data', 'outgoing of an extension returned no message');
        if (!next)
            return message;
        const said = next.outgoing ? next.outgoing(message) : message;
        return isPromise(said) ? said.then((changed) => saidBy(others, changed)) : saidBy(others, said);
    }
    /** @param refuse - gives what goes out in the place of a message at which an extension failed, or throws */
    function outgoing(batch, refuse) {
        if (![...all.values()].some((extension) => extension.outgoing))
            return batch;
        const messages = batch.map((one) => ('json' in one ? JSON.parse(one.json) : one));
        const said = messages.map((message) => {
            try {
                const said = saidBy([...all.values()], message);
                return isPromise(said) ? said.then(undefined, (error) => refuse(message, error)) : said;
            }
            catch (error) {
                return Promise.resolve().then(() => refuse(message, error));
            }
        });
        return said.some(isPromise) ? Promise.all(said) : said;
    }
    function incoming(batch) {
        for (const { channel, ext } of batch)
            if (channel === '/meta/handshake')
                plain = !ext?.encke;
        const hearing = [...all.values()].filter((extension) => extension.incoming).reverse();
        let heard = hearing.length ? unroll(batch) : batch;
        for (const extension of hearing)
            heard = heard.flatMap((message) => heardBy(extension, message) ?? []);
        return heard;
    }
    function heardBy(extension, message) {
        try {
            return extension.incoming?.(message);
        }
        catch (error) {
            report(error);
            return message;
        }
    }
    /** A link, of which each batch waits for the one before it. */
    function carry({ environment }, batch, inlet, duplex, open) {
        let link;
        let over = false;
        let parting = false;
        let turn;
        /** What is answered to publications that an extension has refused, by their numbers. */
        const refusals = new Map();
        /** So that the server misses no number, it gets that without the data. A plain one does not count, and gets nothing. */
        function refuse({ channel, clientId = '', id = '' }, error) {
            if (!isEnckeError(error) || error.retry || isMeta(channel))
                throw error;
            const reason = `${statuses[error.code] ?? 403}::${error.message}`;
            refusals.set(id, { channel, id, successful: false, error: reason });
            return plain ? undefined : { channel, clientId, id };
        }
        /** Any other word than that its data is missing says what had become of it before. */
        function answerTo(message) {
            const { id = '', error = '' } = message;
            const reason = refusals.get(id)?.error;
            refusals.delete(id);
            return reason && error.startsWith('400') ? { ...message, error: reason } : message;
        }
        function hear(batch) {
            const heard = incoming(batch);
            inlet.messages(refusals.size ? heard.map(answerTo) : heard);
        }
        const sleep = () => new Promise((resolve) => environment.setTimeout(resolve, pause));
        /** A goodbye has a moment to go out. */
        function close() {
            over = true;
            if (parting && turn)
                Promise.race([turn, sleep()]).then(() => link?.close());
            else
                link?.close();
        }
        function pass(next, go) {
            parting || (parting = next.some((message) => 'channel' in message && message.channel === '/meta/disconnect'));
            const said = outgoing(next, refuse);
            if (!turn && !isPromise(said))
                return go(said);
            const mine = Promise.all([said, turn])
                .then(([changed]) => {
                if (over && !parting)
                    return;
                const batch = changed.filter(Boolean);
                if (batch.length || !changed.length)
                    go(batch);
                if (batch.length === changed.length)
                    return;
                inlet.messages([...refusals.values()]);
                refusals.clear();
                if (!link)
                    inlet.closed();
            })
                .catch(async (error) => {
                if (over)
                    return;
                report(error);
                await sleep();
                if (over)
                    return;
                close();
                // Whatever its code: nothing of what was said has been turned down.
                inlet.closed(new EnckeError('network', String(error?.message ?? error), error));
            })
                .finally(() => {
                if (turn === mine)
                    turn = undefined;
            });
            turn = mine;
        }
        pass(batch, (changed) => {
            link = open(changed, { ...inlet, messages: hear });
        });
        return {
            ...(duplex && { send: (next) => pass(next, (changed) => link?.send?.(changed)) }),
            get received() {
                return link?.received ?? 0;
            },
            close,
        };
    }
    for (const extension of first)
        add(extension);
    return {
        add,
        remove: (name) => all.delete(name),
        wrap: (transport) => ({
            ...transport,
            open: (target, batch, inlet) => carry(target, batch, inlet, transport.kind === 'duplex', (changed, heard) => transport.open(target, changed, heard)),
            post: (target, batch, inlet) => carry(target, batch, inlet, false, (changed, heard) => transport.post(target, changed, heard)),
        }),
    };
}

export { createExtensions };
//# sourceMappingURL=extensions.js.map
