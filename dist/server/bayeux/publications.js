import { isService } from '../../protocol/channel.js';
import { isPosition } from '../../protocol/position.js';
import { recall } from '../sessions/record.js';
import { asText, printable, isKey } from './checks.js';
import { mostAtOnce } from './permissions.js';
import { unknown, fail, reply } from './replies.js';

const gap = (message) => fail(message, `409:${printable(message.id)}:an earlier publication is missing`);
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
        /** Resolves when it is known what is to become of it, with what does that: the log has it, or will never have it, when that resolves. */
        async function judge(message) {
            let publisher;
            try {
                publisher = await publisherOf(message);
                if (!publisher)
                    return () => unknown(message);
                const { key, plain, identity } = publisher;
                if (stuck.has(key))
                    return () => gap(message);
                const { text, error } = asText(message.data);
                const refused = error ?? (await forbidden(message.channel, identity, exchange));
                const take = plain ? takePlain : takeNumbered;
                return () => stuck.has(key)
                    ? gap(message)
                    : take(message, text, key, refused).catch((thrown) => undecided(message, thrown));
            }
            catch (thrown) {
                return () => {
                    if (publisher && !publisher.plain)
                        stuck.add(publisher.key);
                    return undecided(message, thrown);
                };
            }
        }
        /** Resolves when it is decided, in their order, what becomes of them, with the replies: the log may not have answered yet. */
        return async (messages) => {
            const replies = [];
            const asked = [];
            // The first by itself: an application that fails is not asked about all of them.
            let most = 1;
            const next = async () => {
                const decide = await asked.shift();
                if (decide)
                    replies.push(decide());
                most = mostAtOnce;
            };
            for (const message of messages) {
                if (asked.length === most)
                    await next();
                asked.push(judge(message));
            }
            while (asked.length)
                await next();
            return replies;
        };
    };
}

export { createPublications };
//# sourceMappingURL=publications.js.map
