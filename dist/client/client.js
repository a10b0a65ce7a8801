import { isMeta } from '../protocol/channel.js';
import { EnckeError, isEnckeError } from '../protocol/errors.js';
import { isPosition } from '../protocol/position.js';
import { createEngine } from './engine.js';
import { currentEnvironment, on } from './environment.js';
import { spread } from './hosts.js';
import { createListeners } from './listeners.js';
import { optionsOf, boundOf, choose } from './options.js';
import { createResume } from './page/resume.js';
import { createOutbox } from './session/outbox.js';
import { createSubscription } from './subscriptions/subscription.js';
import { isPlace, createSubscriptions } from './subscriptions/subscriptions.js';
import { targetOf } from './target.js';
import { beacon } from './transports/beacon.js';

/** What `connect` may be told, the transports before all. */
const connectOptions = 'transports credentials hosts nonce scriptURL queueLimit resume extensions signal environment';
/** Milliseconds for which a subscription may go on where that of the page before left off. */
const resumedWithin = 10000;
/** Most characters of one publication, and of all that wait. */
const longestData = 262144;
const queueCharacters = 8 * longestData;
/**
 * Returns at once and connects in the background.
 * @param url - of the server's endpoint, absolute or relative to the page: http or https, for every transport
 * @throws EnckeError `bad-option`
 */
function createClient(url, transports, said) {
    const options = optionsOf(said, connectOptions);
    const environment = options.environment ?? currentEnvironment();
    const target = targetOf(url, options, environment);
    const listeners = createListeners(['state', 'transport', 'missed', 'error', 'decision'], unheard);
    /** For whoever looks at the console: an error to which nobody listens, unless it is the network that is away. */
    function unheard(error) {
        if (isEnckeError(error) && !(error.retry && engine.state === 'offline'))
            console.error(`${error}`);
    }
    const subscriptions = createSubscriptions();
    const outbox = createOutbox({ messages: boundOf('queueLimit', options.queueLimit), characters: queueCharacters });
    const resume = options.resume
        ? createResume(target.url, environment, subscriptions, outbox, () => (error) => {
            if (error)
                queueMicrotask(() => listeners.emit('error', error));
        })
        : undefined;
    const { extensions } = options;
    if (extensions && !extensions.wrap)
        throw new EnckeError('bad-option', 'extensions come from createExtensions()');
    const wrap = extensions?.wrap ?? ((transport) => transport);
    const began = environment.now();
    let ending;
    const engine = createEngine({
        target,
        transports: spread(transports.map(wrap), target, options.hosts),
        hosts: options.hosts?.length,
        beacon: wrap(beacon),
        subscriptions,
        outbox,
        emit: listeners.emit,
        onEnd(error) {
            ending = error;
            subscriptions.end(error && endedBy(error));
            unhear();
        },
        onLife: resume?.onLife,
    });
    /** Where a subscription begins that does not say. */
    function beginning(pattern) {
        const place = resume?.places[pattern];
        return environment.now() - began < resumedWithin && isPosition(place) ? place : 'latest';
    }
    /** What every call on a channel asks for. */
    function demand(channel) {
        if (engine.state === 'closed') {
            throw endedBy(ending);
        }
        if (typeof channel === 'string' && /^\/./.test(channel))
            return;
        throw new EnckeError('bad-channel', `a channel is like /chat, not ${channel}`);
    }
    const client = {
        get state() {
            return engine.state === 'idle' ? 'connecting' : engine.state;
        },
        get transport() {
            return engine.transport;
        },
        subscribe(pattern, second, third) {
            const listener = typeof second === 'function' ? second : undefined;
            const said = (listener ? third : (second ?? third));
            demand(pattern);
            if (typeof third === 'function')
                throw new EnckeError('bad-option', 'the listener comes second');
            const subscribeOptions = optionsOf(said, 'since latest signal buffer');
            const { signal } = subscribeOptions;
            const since = subscribeOptions.since || beginning(pattern);
            if (isPlace(since) && !isPosition(since)) {
                throw new EnckeError('bad-option', "since is 'latest', 'oldest' or a position");
            }
            const { subscription, subscriber } = createSubscription(pattern, listener, { ...subscribeOptions, since }, (gone) => {
                subscriptions.remove(gone);
                engine.stir();
            }, (run) => environment.setTimeout(run, 0));
            if (signal?.aborted)
                subscriber.end();
            else {
                subscriptions.add(subscriber);
                engine.stir();
            }
            return subscription;
        },
        publish: (channel, data, options) => new Promise((resolve, reject) => {
            const { signal } = optionsOf(options, 'signal');
            demand(channel);
            if (channel.endsWith('*') || isMeta(channel)) {
                throw new EnckeError('bad-channel', `publish to one channel of your own, not to ${channel}`);
            }
            const publication = {
                channel,
                data: toText(data),
                settled(error) {
                    unhear();
                    if (error)
                        reject(error);
                    else
                        resolve();
                },
            };
            function withdraw() {
                if (outbox.withdraw(publication))
                    reject(new EnckeError('aborted', `publish to ${channel} was withdrawn`));
            }
            outbox.add(publication);
            if (signal?.aborted)
                return withdraw();
            const unhear = on(signal, 'abort', withdraw);
            engine.stir();
        }),
        use(names) {
            choose(transports, names);
            engine.use(names);
        },
        on: listeners.on,
        close: engine.close,
    };
    const unhear = on(options.signal, 'abort', engine.close);
    queueMicrotask(() => {
        if (options.signal?.aborted)
            engine.close();
        else if (engine.state === 'idle') {
            resume?.begin();
            engine.open();
        }
    });
    return client;
}
const endedBy = (error) => new EnckeError('closed', `the client is closed${error ? `: ${error.message}` : ''}`, error);
function toText(data) {
    let text;
    let cause;
    try {
        text = JSON.stringify(data);
    }
    catch (error) {
        cause = error;
    }
    if (text === undefined)
        throw new EnckeError('bad-data', 'publish what JSON can carry', cause);
    if (text.length > longestData)
        throw new EnckeError('too-large', `publish at most ${longestData} characters, not ${text.length}`);
    return text;
}

export { createClient };
//# sourceMappingURL=client.js.map
