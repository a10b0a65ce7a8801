import { isPattern, isChannel, isMeta } from '../../protocol/channel.js';
import { patternForm, channelForm, printable } from './checks.js';
import { createQuestions } from './questions.js';

/** Patterns about which the application is asked at once, for one client. */
const mostAtOnce = 100;
/** Most characters of a reason that the application gives. */
const longestReason = 200;
/** A client that reads these words takes them for the server's that has forgotten it. */
const misleading = /unknown client/i;
const reasonOf = (said) => typeof said === 'string' && !misleading.test(said) ? said.slice(0, longestReason) : '';
const isTable = (value) => typeof value === 'object' && !Array.isArray(value);
/** Who somebody is, and what they may, by the word of the application. */
function createPermissions(hooks) {
    const { authenticate } = hooks;
    const inTime = createQuestions();
    const inTimeToPublish = createQuestions();
    async function forbidden(action, channel, identity) {
        const subscribes = action === 'subscribe';
        if (!(subscribes ? isPattern(channel) : isChannel(channel)))
            return `405:${printable(channel)}:${subscribes ? `a pattern is like ${patternForm}` : `a channel is like ${channelForm}`}`;
        if (isMeta(channel))
            return `403:${channel}:reserved for the protocol`;
        if (!hooks.authorize)
            return undefined;
        const allowed = await hooks.authorize({ action, channel, identity });
        return allowed === true ? undefined : `403:${channel}:${reasonOf(allowed) || `not authorized to ${action}`}`;
    }
    return {
        /** Whether what was allowed has to be asked for again. */
        change: hooks.authorize !== undefined,
        /** Undefined when the application turns them away. */
        async identify(message, exchange) {
            if (!authenticate)
                return { identity: undefined };
            // A text, or a list, would be taken apart.
            const { encke: _, ...ext } = (isTable(message.ext) && message.ext) || {};
            const identity = await inTime(exchange, () => authenticate({ headers: exchange.headers, ext }));
            return identity === undefined || identity === null || identity === false ? undefined : { identity };
        },
        /** Why not to publish there, in Bayeux' error form; undefined when they may. */
        reasonAgainstPublishing(channel, identity, exchange) {
            const ask = () => forbidden('publish', channel, identity);
            return hooks.authorize ? inTimeToPublish(exchange, ask) : ask();
        },
        /** Why not to subscribe to each of these patterns, in their order. */
        async reasonsAgainstSubscribing(patterns, identity, exchange) {
            const reasons = [];
            const rest = patterns.entries();
            const ask = async () => {
                for (const [index, pattern] of rest)
                    reasons[index] = await forbidden('subscribe', pattern, identity);
            };
            const askAll = () => Promise.all(Array.from({ length: Math.min(patterns.length, mostAtOnce) }, ask));
            await (hooks.authorize && patterns.length ? inTime(exchange, askAll) : askAll());
            return reasons;
        },
    };
}

export { createPermissions };
//# sourceMappingURL=permissions.js.map
