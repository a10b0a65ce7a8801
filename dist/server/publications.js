import { isChannel, isMeta, isService } from '../protocol/channel.js';
import { EnckeError, asEnckeError } from '../protocol/errors.js';
import { isPosition } from '../protocol/position.js';
import { channelForm, asText } from './checks.js';
import { fail, reply } from './replies.js';

/**
 * For the server itself.
 * @throws EnckeError `bad-channel`
 */
function checkPublishable(channel) {
    if (!isChannel(channel) || isMeta(channel))
        throw new EnckeError('bad-channel', `publish to ${channelForm}; not below /meta/, and not to ${channel}`);
    if (isService(channel))
        throw new EnckeError('bad-channel', `${channel} is for what clients tell the server; they hear other channels only`);
}
/** @throws EnckeError `bad-data` */
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
/**
 * Takes publications to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 */
function createPublications(sessions, log, forbidden) {
    async function decide(message, publisher) {
        const data = asText(message.data);
        const refused = data.error ?? (await forbidden(message.channel, publisher.identity));
        return { message, publisher, data: data.text, refused };
    }
    /** The log has it, or will never have it, when this resolves. Is called in the order of the messages. */
    async function take({ message, publisher, data, refused }) {
        if (!publisher.plain)
            return takeNumbered(message, data, publisher.key, refused);
        if (refused)
            return fail(message, refused);
        if (isService(message.channel))
            sessions.tell(message.channel, data, log.tail);
        else
            await log.append(message.channel, data);
        return reply(message, { successful: true, clientId: publisher.key });
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
            return fail(message, `409:${number}:an earlier publication is missing`);
        if (service && !refused && isPosition(verdict))
            sessions.tell(message.channel, data, verdict);
        const error = typeof verdict === 'object' ? verdict.refused : isPosition(verdict) ? refused : undefined;
        return error ? fail(message, error) : reply(message, { successful: true });
    }
    return { decide, take };
}

export { checkPublishable, createPublications, toText };
//# sourceMappingURL=publications.js.map
