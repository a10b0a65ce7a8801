import { report } from '../client/listeners.js';
import { EnckeError, asEnckeError } from '../protocol/errors.js';
import { unroll } from './unroll.js';

/** Also one of another realm, or of a library that has a Promise of its own. */
const isPromise = (value) => typeof value?.then === 'function';
/** Milliseconds from a failure to its consequence: whoever tries again at once fails again at once. */
const pause = 1000;
/**
 * For `connect(url, { extensions })`, with those that are to see the first messages.
 * @throws EnckeError `bad-option` - two of one name
 * @example
 * const extensions = createExtensions({
 *   name: 'token',
 *   outgoing: (message) => ({ ...message, ext: { ...message.ext, token } }),
 * })
 */
function createExtensions(...first) {
    const all = new Map();
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
    function outgoing(batch) {
        if (![...all.values()].some((extension) => extension.outgoing))
            return batch;
        try {
            const messages = batch.map((one) => ('json' in one ? JSON.parse(one.json) : one));
            const said = messages.map((message) => saidBy([...all.values()], message));
            return said.some(isPromise) ? Promise.all(said) : said;
        }
        catch (error) {
            return Promise.reject(error);
        }
    }
    function incoming(batch) {
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
        let turn;
        function close() {
            over = true;
            link?.close();
        }
        function pass(next, go) {
            const said = outgoing(next);
            if (!turn && !isPromise(said))
                return go(said);
            const mine = Promise.all([said, turn])
                .then(([changed]) => over || go(changed))
                .catch(async (error) => {
                if (over)
                    return;
                report(error);
                await new Promise((resolve) => environment.setTimeout(resolve, pause));
                if (over)
                    return;
                close();
                inlet.closed(asEnckeError(error, 'network'));
            })
                .finally(() => {
                if (turn === mine)
                    turn = undefined;
            });
            turn = mine;
        }
        pass(batch, (changed) => {
            link = open(changed, { ...inlet, messages: (heard) => inlet.messages(incoming(heard)) });
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
