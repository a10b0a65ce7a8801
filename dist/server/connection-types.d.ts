/** Ours, the preferred one first. */
export declare const connectionTypes: string[];
/** The last is the name by which Faye's client polls another origin. */
export declare const pollTypes: Set<string>;
