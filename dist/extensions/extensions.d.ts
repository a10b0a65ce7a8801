import type { Transport } from '../client/link.js';
import type { Message } from '../protocol/message.js';
/** Sees every message between the client and its transports (Bayeux 1.0, section 3.2, "ext"). */
export interface Extension {
    /** Under which it is removed. */
    readonly name: string;
    /**
     * A message on its way to the server. Returns it or another; a promise of it holds up what is sent after it, for ten
     * seconds at most. When it fails, so does the link, with the error `network`, and the client tries again.
     */
    outgoing?(message: Message): Message | Promise<Message>;
    /** A message from the server. Returns it or another; undefined when nobody else shall hear of it. */
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
/** @throws EnckeError `bad-option` - two of one name */
export declare function createExtensions(...first: Extension[]): Extensions;
