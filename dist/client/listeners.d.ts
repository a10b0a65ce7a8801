/** What a listener throws hurts nobody else. */
export declare function report(error: unknown): void;
/** Listeners by name of event. */
export declare function createListeners<Events extends {
    [Name in keyof Events]: (...args: any[]) => void;
}>(): {
    /** Returns the undo. */
    on<Name extends keyof Events>(name: Name, listener: Events[Name]): () => void;
    emit<Name extends keyof Events>(name: Name, ...args: Parameters<Events[Name]>): void;
};
