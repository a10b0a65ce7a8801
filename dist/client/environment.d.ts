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
    readonly XMLHttpRequest: typeof XMLHttpRequest | undefined;
    readonly fetch: typeof fetch | undefined;
    readonly document: Document | undefined;
    /** Calls back when there may be a network again: `online`, or the page becomes visible. Returns the undo. */
    onReturn(listener: () => void): () => void;
    /** The policy directive by which the page has been seen to block an address of this origin. */
    blocked(origin: string, directives: readonly string[]): string | undefined;
    /** Lets go of what it listens to. */
    dispose(): void;
}
/** The environment that this code runs in, looked at when called: a page, a worker, or Node. */
export declare function currentEnvironment(): Environment;
/** Runs when the page has loaded, and a task later: a frame or script begun before that takes part in its loading. */
export declare function afterLoad({ document, setTimeout }: Environment, run: () => void): void;
