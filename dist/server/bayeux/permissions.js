import { isPattern, isChannel, isMeta } from '../../protocol/channel.js';
import { patternForm, printable, channelForm } from './checks.js';
import { createQuestions, createSlowHints } from './questions.js';

/** Patterns, or publications, about which the application is asked at once, for one client. */
const mostAtOnce = 100;
/** Most characters of a reason that the application gives. */
const longestReason = 200;
/** A client that reads these words takes them for the server's that has forgotten it. */
const misleading = /unknown client/i;
const reasonOf = (said) => typeof said === 'string' && !misleading.test(said) ? said.slice(0, longestReason) : '';
const isTable = (value) => typeof value === 'object' && !Array.isArray(value);
/** What is wrong with the name of what somebody wants. */
function misnamed(action, channel) {
    if (action === 'subscribe' && !isPattern(channel))
        return `405:${printable(channel)}:a pattern is like ${patternForm}`;
    if (action === 'publish' && !isChannel(channel))
        return `405:${printable(channel)}:a channel is like ${channelForm}`;
    return isMeta(channel) ? `403:${channel}:reserved for the protocol` : undefined;
}
const anybody = { identity: undefined };
/** Who somebody is, and what they may, by the word of the application. */
function createPermissions(hooks) {
    const { authenticate } = hooks;
    const hints = createSlowHints();
    const inTime = createQuestions(hints);
    const inTimeToPublish = createQuestions(hints);
    async function forbidden(action, channel, identity) {
        const wrong = misnamed(action, channel);
        if (wrong || !hooks.authorize)
            return wrong;
        const allowed = await hooks.authorize({ action, channel, identity });
        return allowed === true ? undefined : `403:${channel}:${reasonOf(allowed) || `not authorized to ${action}`}`;
    }
    /** Some at a time. */
    async function askForEach(patterns, identity) {
        const reasons = [];
        const rest = patterns.entries();
        const askOn = async () => {
            for (const [index, pattern] of rest)
                reasons[index] = await forbidden('subscribe', pattern, identity);
        };
        await Promise.all(Array.from({ length: Math.min(patterns.length, mostAtOnce) }, askOn));
        return reasons;
    }
    async function ask(authenticate, message, exchange) {
        // A text, or a list, would be taken apart.
        const { encke: _, ...ext } = (isTable(message.ext) && message.ext) || {};
        const identity = await inTime(exchange, 'authenticate', () => authenticate({ headers: exchange.headers, ext }));
        return identity === undefined || identity === null || identity === false ? undefined : { identity };
    }
    return {
        /** Whether what was allowed once has to be asked for again. */
        mayChange: hooks.authorize !== undefined,
        /** Undefined when the application turns them away. */
        identify: (message, exchange) => authenticate ? ask(authenticate, message, exchange) : anybody,
        reasonAgainstPublishing(channel, identity, exchange) {
            if (!hooks.authorize)
                return misnamed('publish', channel);
            return inTimeToPublish(exchange, 'authorize', () => forbidden('publish', channel, identity));
        },
        /** Why not to subscribe to each of these patterns, in their order. */
        reasonsAgainstSubscribing(patterns, identity, exchange) {
            if (!hooks.authorize || !patterns.length)
                return patterns.map((pattern) => misnamed('subscribe', pattern));
            return inTime(exchange, 'authorize', () => askForEach(patterns, identity));
        },
    };
}

export { createPermissions, mostAtOnce };
//# sourceMappingURL=permissions.js.map
