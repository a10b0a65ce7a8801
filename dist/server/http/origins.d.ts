import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
/** Where a request comes from. */
export interface Provenance {
    /** Why it may not connect, if so. */
    refused: string | undefined;
    /** Of the page, or else of the server that was asked. */
    origin: string;
    /** Without what browsers send by themselves, if a page of another site, or another user, may have caused it. */
    headers: IncomingHttpHeaders;
    /** They lack what speaks for the user, which counts where the same page asks by POST. */
    anonymous: boolean;
}
/** @param allowList - exact origins, beside the server's own */
export declare function createJudge(allowList: ReadonlySet<string>): (request: IncomingMessage) => Provenance;
/** Also of an address that is not of http, which has none by the URL standard; empty when it is no address. */
export declare function originOf(url: string): string;
