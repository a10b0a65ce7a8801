/**
 * `return`: there may be a network again, or the user looks again, or the page was restored. `hide`: the user looks elsewhere,
 * and this may be the last that the page is told. `rest`: it is frozen, or kept aside to be restored. `leave`: it goes for
 * good. `offline`: the browser says that there is no network.
 */
export type Life = 'return' | 'hide' | 'rest' | 'leave' | 'offline';
/** What a project's types say of a global: those of a worker or of Node know not all that a page has. */
type Global<Name extends string> = typeof globalThis extends Record<Name, infer Value> ? Value : undefined;
/** What outlives the page: the part of `Storage` that is used. */
export interface Keeper {
    getItem(key: string): string | null;
    setItem(key: string, text: string): void;
}
/** How to ask for a lock. Without these, until it is free. Whoever has it when it is stolen is told so: the request rejects. */
export interface LockOptions {
    ifAvailable?: true;
    signal?: AbortSignal;
    steal?: true;
}
/** The part of `LockManager` that is used (Web Locks API, section 3.3). */
export interface Locks {
    /** @param held - is called with nothing where it is not available; keeps the lock until its promise is settled */
    request(name: string, options: LockOptions, held: (lock: unknown) => Promise<void> | undefined): Promise<unknown>;
}
/** What the browser offers. Handed in, never imported: a test hands in another one. */
export interface Environment {
    /** Milliseconds on a clock that never goes back. */
    now(): number;
    setTimeout(run: () => void, milliseconds: number): unknown;
    clearTimeout(timer: unknown): void;
    /** In [0, 1). */
    random(): number;
    /** 128 secret random bits: 22 characters of base64url. */
    secret(): string;
    /** The address of the page; undefined outside of pages. */
    readonly href: string | undefined;
    readonly XMLHttpRequest: Global<'XMLHttpRequest'> | undefined;
    readonly fetch: Global<'fetch'> | undefined;
    readonly ReadableStream: Global<'ReadableStream'> | undefined;
    readonly EventSource: Global<'EventSource'> | undefined;
    readonly WebSocket: Global<'WebSocket'> | undefined;
    readonly document: Global<'document'> | undefined;
    /** Shared by all tabs of the origin; missing where the page is not secure, and in Node, which opens as many connections as it likes. */
    readonly locks?: Locks | undefined;
    /** Milliseconds since 1970. */
    date(): number;
    /** What outlives the page; throws where it is forbidden. */
    readonly storage: Keeper;
    /** What outlives the page in its tab; throws where it is forbidden. */
    readonly tabStorage: Keeper;
    /** What is known of the network that we are in, as a word. */
    network(): string;
    /** What an origin spoke last: `http/1.1`, `h2`, `h3` (RFC 7301's names); empty when that is not known. */
    protocol(origin: string): string;
    /** Sends what outlives the page. False when it is more than the browser takes (64 KiB). */
    beacon(url: string, text: string): boolean | undefined;
    /** Tells of the life of the page, until `dispose`. */
    onLife(listener: (event: Life) => void): void;
    /**
     * The policy directive by which the page, or worker, has been seen to block an address of this origin; the empty one is
     * that of what has no address.
     */
    blocked(origin: string, directives: readonly string[]): string | undefined;
    /** Lets go of what it listens to. */
    dispose(): void;
}
/** The environment that this code runs in, looked at when called: a page, a worker, or Node. */
export declare function currentEnvironment(): Environment;
/** Runs when the page has loaded, and a task later: a frame or script begun before that takes part in its loading. */
export declare function afterLoad({ document, setTimeout }: Environment, run: () => void): void;
export {};
