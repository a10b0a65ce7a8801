import { isChannel, isMeta, isService } from '../protocol/channel.js';
import { EnckeError, asEnckeError } from '../protocol/errors.js';
import { channelForm } from './bayeux/checks.js';

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

export { createOwnPublish };
//# sourceMappingURL=own-publish.js.map
