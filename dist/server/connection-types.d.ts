/** What the server offers, the preferred one first. */
export declare const connectionTypes: string[];
/** Those whose links are there for one answer. */
export declare const pollTypes: Set<string>;
