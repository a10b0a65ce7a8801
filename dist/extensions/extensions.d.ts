import type { Transport } from '../client/link.js';
import type { Message } from '../protocol/message.js';
/** Sees every message between the client and its transports (Bayeux 1.0, section 3.2, "ext"). */
export interface Extension {
    /** Under which it is removed. */
    readonly name: string;
    /**
     * A message on its way to the server. Returns it or another; a promise of it holds up what is sent after it, until the link is
     * given up because no answer comes. When it fails, that is reported, and a second later the link fails (`network`).
     */
    outgoing?(message: Message): Message | Promise<Message>;
    /**
     * A message from the server. Returns it or another; undefined when nobody else shall hear of it. When it throws, that is
     * reported, and the message passes as it was.
     */
    incoming?(message: Message): Message | undefined;
}
/** For `connect(url, { extensions })`. */
export interface Extensions {
    /** Outgoing messages pass the extension added first first, incoming ones last. @throws EnckeError `bad-option` */
    add(extension: Extension): void;
    /** False when there is none of that name. */
    remove(name: string): boolean;
    /** The transport, with its messages passed through the extensions. The client does that by itself. */
    wrap(transport: Transport): Transport;
}
/**
 * For `connect(url, { extensions })`, with those that are to see the first messages.
 * @throws EnckeError `bad-option` - two of one name
 * @example
 * const extensions = createExtensions({
 *   name: 'token',
 *   outgoing: (message) => ({ ...message, ext: { ...message.ext, token } }),
 * })
 */
export declare function createExtensions(...first: Extension[]): Extensions;
