import type { IncomingMessage } from 'node:http';
/** Where a request comes from: `origin` undefined when it is no page's, or the page's own server's. */
export interface Provenance {
    allowed: boolean;
    origin: string | undefined;
    /** No page of another site, and no other user, can have caused it, so what browsers send by themselves speaks for the user: cookies, passwords. */
    credentialsCount: boolean;
}
/**
 * Judges where a request comes from (the Fetch standard's `Origin` and `Sec-Fetch-Site`). A GET that a page need not ask
 * leave for, of a script element for example, has no `Origin`: there the referrer and `Sec-Fetch-Site` decide. Without any
 * of the three it comes from no browser, or from any page that hides its referrer, by plain http or in an old browser: its
 * credentials do not count. `same-origin` is the browser's own word, which no page can forge; a proxy may have changed the
 * `Host`, which is compared where the browser says nothing, and nobody knows the scheme before a proxy. `null` is the
 * origin of any frame that is sandboxed, so that it may be allowed, but has no credentials that count.
 * @param allowList - exact origins, beside the server's own
 */
export declare function judge(request: IncomingMessage, allowList: ReadonlySet<string>): Provenance;
/** Says why a page may not connect; also to the operator, once for each origin: browsers tell the page nothing of it. */
export declare function createRefusal(): ({ origin }: Provenance) => string;
/** The host that was asked for; in HTTP/2 it has another name. */
export declare const hostNamed: ({ headers }: IncomingMessage) => string | string[] | undefined;
/** Also of an address that is not of http, which has none by the URL standard; empty when it is no address. */
export declare function originOf(url: string): string;
