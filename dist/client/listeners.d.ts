/** What a listener throws hurts nobody else. */
export declare function report(error: unknown): void;
type AnyEvents<Events> = {
    [Name in keyof Events]: (...args: any[]) => void;
};
export type Listeners<Events extends AnyEvents<Events>> = ReturnType<typeof createListeners<Events>>;
/**
 * Listeners by name of event.
 * @param unheard - takes the first argument of an event that nobody listens to
 */
export declare function createListeners<Events extends AnyEvents<Events>>(names: readonly (keyof Events & string)[], unheard?: (first: unknown) => void): {
    /**
     * Returns the undo.
     * @throws EnckeError `bad-option`
     */
    on<Name extends keyof Events & string>(name: Name, listener: Events[Name]): () => void;
    emit<Name extends keyof Events>(name: Name, ...args: Parameters<Events[Name]>): void;
};
export {};
