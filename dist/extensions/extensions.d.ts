import type { Transport } from '../client/link.js';
import type { Message } from '../protocol/message.js';
/** Sees every message between the client and its transports (Bayeux 1.0, section 3.2, "ext"). */
export interface Extension {
    /** The name by which it is removed. */
    readonly name: string;
    /**
     * A message on its way to the server. Returns it or another one, or a promise, which holds up what is sent after it until the
     * link is given up because no answer comes. When this fails, it is reported, and a second later the link fails (`network`). Where
     * it fails for a publication with an EnckeError that says no `retry`, only that `publish` rejects.
     */
    outgoing?(message: Message): Message | Promise<Message>;
    /**
     * A message from the server. Returns it or another one; undefined drops it. When this throws, it is reported, and the
     * message passes unchanged.
     */
    incoming?(message: Message): Message | undefined;
}
/** For `connect(url, { extensions })`. */
export interface Extensions {
    /** Outgoing messages pass extensions in the order in which they were added, incoming ones in reverse. @throws EnckeError `bad-option` */
    add(extension: Extension): void;
    /** False when there is none of that name. */
    remove(name: string): boolean;
    /** The transport, with its messages passed through the extensions. The client calls this itself. */
    wrap(transport: Transport): Transport;
}
/**
 * For `connect(url, { extensions })`. Those given here see the first messages, too.
 * @throws EnckeError `bad-option` - two of one name
 * @example
 * const extensions = createExtensions({
 *   name: 'token',
 *   outgoing: (message) => ({ ...message, ext: { ...message.ext, token } }),
 * })
 */
export declare function createExtensions(...first: Extension[]): Extensions;
