/** One at a time: all who ask while one is under way, which may have seen what was before, are answered by the next. */
export declare function oneAtATime(ask: () => Promise<void>): () => Promise<void>;
