import { isChannel, isMeta, isService } from '../../protocol/channel.js';
import { EnckeError, asEnckeError } from '../../protocol/errors.js';
import { isPosition } from '../../protocol/position.js';
import { recall } from '../sessions/record.js';
import { channelForm, asText, printable, isKey } from './checks.js';
import { unknown, fail, reply } from './replies.js';

function checkPublishable(channel) {
    if (!isChannel(channel) || isMeta(channel))
        throw new EnckeError('bad-channel', `publish to ${channelForm}; not below /meta/, and not to ${channel}`);
    if (isService(channel))
        throw new EnckeError('bad-channel', `${channel} is for what clients tell the server; they hear other channels only`);
}
function toText(data) {
    let text;
    try {
        text = JSON.stringify(data);
    }
    catch (error) {
        throw asEnckeError(error, 'bad-data');
    }
    if (text === undefined)
        throw new EnckeError('bad-data', `publish what JSON can carry, not ${typeof data}`);
    return text;
}
const gap = (message) => fail(message, `409:${printable(message.id)}:an earlier publication is missing`);
/** What the server itself publishes. Hot: mostly to the same channel as before, and what is in the log at once costs no turn. */
function createOwnPublish(log) {
    /** The last channel that was found to be one. */
    let publishable = '/a';
    /**
     * Rejects with EnckeError `bad-channel` | `bad-data`, and with what the log says. That is told as its trouble, too: whoever
     * does not await it need not lose the process.
     */
    return (channel, data) => {
        try {
            if (channel !== publishable)
                checkPublishable(channel);
            publishable = channel;
            const appended = log.append(channel, toText(data));
            if (typeof appended !== 'string')
                appended.catch(() => { });
            return Promise.resolve(appended);
        }
        catch (error) {
            return Promise.reject(error);
        }
    };
}
/**
 * Takes publications of clients to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 * @param undecided - the reply where there is no verdict for now
 */
function createPublications(sessions, log, forbidden, undecided) {
    /** Who publishes. What other nodes know of a session is asked once in a request. */
    function createPublishers() {
        const recalled = new Map();
        async function recallPublisher(key) {
            const record = await recall(log, key);
            return record && { key, plain: false, identity: record.identity };
        }
        return ({ clientId: key }) => {
            const found = sessions.get(key);
            if (found)
                return found;
            if (!isKey(key))
                return undefined;
            const known = recalled.get(key) ?? recallPublisher(key);
            recalled.set(key, known);
            return known;
        };
    }
    async function takePlain(message, data, key, refused) {
        if (refused)
            return fail(message, refused);
        if (isService(message.channel))
            sessions.tell(message.channel, data, log.tail);
        else
            await log.append(message.channel, data);
        return reply(message, { successful: true, clientId: key });
    }
    /** A number is taken once: by the entry, or by a refusal for good. Asked again, it gets its first verdict. */
    async function takeNumbered(message, data, publisher, refused) {
        const number = typeof message.id === 'string' ? Number(message.id) : 0;
        if (!Number.isSafeInteger(number) || number < 1)
            return fail(message, '400::id is not the number of a publication');
        const source = { publisher, number };
        const service = isService(message.channel);
        const verdict = refused || service ? await log.skip(source, refused) : await log.append(message.channel, data, source);
        if (verdict === 'gap')
            return gap(message);
        if (service && !refused && isPosition(verdict))
            sessions.tell(message.channel, data, verdict);
        const error = typeof verdict === 'object' ? verdict.refused : isPosition(verdict) ? refused : undefined;
        return error ? fail(message, error) : reply(message, { successful: true });
    }
    /** For the messages of one request. */
    return (exchange) => {
        const publisherOf = createPublishers();
        /** Of what was not decided: what the same publisher says behind it does not follow on what was taken. */
        const stuck = new Set();
        /** Resolves when it is decided what becomes of it, with the reply, wrapped: the log may not have answered yet. */
        return async (message) => {
            let publisher;
            try {
                publisher = await publisherOf(message);
                if (!publisher)
                    return { reply: unknown(message) };
                if (stuck.has(publisher.key))
                    return { reply: gap(message) };
                const { text, error } = asText(message.data);
                const refused = error ?? (await forbidden(message.channel, publisher.identity, exchange));
                const take = publisher.plain ? takePlain : takeNumbered;
                // In the order of the messages. The log has it, or will never have it, when this resolves.
                return { reply: take(message, text, publisher.key, refused).catch((thrown) => undecided(message, thrown)) };
            }
            catch (thrown) {
                if (publisher && !publisher.plain)
                    stuck.add(publisher.key);
                return { reply: undecided(message, thrown) };
            }
        };
    };
}

export { createOwnPublish, createPublications };
//# sourceMappingURL=publications.js.map
