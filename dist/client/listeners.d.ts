/** Calls a listener; what it throws is reported and hurts nobody else. */
export declare function call<Arguments extends unknown[]>(listener: (...args: Arguments) => void, ...args: Arguments): void;
/** Listeners by name of event. */
export declare function createListeners<Events extends {
    [Name in keyof Events]: (...args: any[]) => void;
}>(): {
    /** Returns the undo. */
    on<Name extends keyof Events>(name: Name, listener: Events[Name]): () => void;
    emit<Name extends keyof Events>(name: Name, ...args: Parameters<Events[Name]>): void;
};
