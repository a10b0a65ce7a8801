/** Undefined when it is no address. */
export declare function parseUrl(url: string, base?: string): URL | undefined;
/** Longest address, in characters, that every browser, proxy and server takes. */
export declare const longestUrl = 2000;
/** An address with more parameters. */
export declare function withQuery(url: string, parameters: Record<string, string>): string;
