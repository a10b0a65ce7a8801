import type { EnckeError } from '../protocol/errors.js';
import type { Batch, LinkKind, Message } from '../protocol/message.js';
import type { Environment } from './environment.js';
/** Where to connect, and how. */
export interface Target {
    /** Absolute. */
    readonly url: string;
    /** The page comes from another origin. */
    readonly crossOrigin: boolean;
    /** What the server spoke last: `http/1.1`, `h2`, `h3`; empty when that is not known. */
    readonly protocol: string;
    /** Send cookies to another origin. */
    readonly credentials: boolean;
    /** The `nonce` for injected script elements, when the page's policy asks for one. */
    readonly nonce?: string | undefined;
    /** Makes script addresses acceptable to Trusted Types. */
    readonly scriptURL?: ((url: string) => unknown) | undefined;
    readonly environment: Environment;
}
/** What a link tells. After `closed` it is silent. */
export interface Inlet {
    /** Arrived on the live path, in order. The first call is the proof that the path works. */
    messages(batch: Message[]): void;
    /** Bytes came that are no message: a heartbeat, padding. */
    alive(): void;
    /** The link is over: in good order, or why not. Exactly once. */
    closed(error?: EnckeError): void;
}
/** One live path that carries batches from the server, in order, and may die. A poll is a link that lives for one answer. */
export interface Link {
    /** Sends on the path itself. Only where it runs both ways; elsewhere {@link Transport.post} carries what is sent. */
    send?(batch: Batch): void;
    /** Characters that have come. */
    readonly received?: number;
    /** Ends it. The inlet hears nothing more. */
    close(): void;
}
/** One way to open links. It knows nothing of channels and sessions. */
export interface Transport {
    /** A Bayeux connection type (Bayeux 1.0, section 6), or one of ours: users choose it, and the server knows it, by this. */
    readonly name: string;
    /** What its links are like. */
    readonly kind: LinkKind;
    /** Why it cannot work here; undefined when it may. Synchronous, cheap, without side effects. */
    unusable(target: Target): string | undefined;
    /** Opens a link. `first` rides on the opening request. What it throws ends the link. */
    open(target: Target, first: Batch, inlet: Inlet): Link;
    /** Sends beside the link: one request, whose answer comes to `inlet.messages` at most once, then `closed`. */
    post(target: Target, batch: Batch, inlet: Inlet): Link;
}
