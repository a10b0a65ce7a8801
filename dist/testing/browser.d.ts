import { type Duplex } from 'node:stream';
/** Opens a connection to an address; undefined when that is not simulated. */
export type Reach = (url: URL, kind: 'request' | 'socket') => (() => Duplex) | undefined;
/** What a page can do to reach a server. */
export type Browser = ReturnType<typeof createBrowser>;
/** The address of the page. */
export declare function pageAddress(): string;
/** The browser's ways to a server. Addresses that are not simulated go where they went before. */
export declare function createBrowser(reach: Reach): {
    fetch: typeof globalThis.fetch;
    sendBeacon: (url: string | URL, data?: BodyInit | null) => boolean;
    XMLHttpRequest: {
        new (): {
            onreadystatechange: ((this: XMLHttpRequest, ev: Event) => any) | null;
            readonly readyState: number;
            readonly response: any;
            readonly responseText: string;
            responseType: XMLHttpRequestResponseType;
            readonly responseURL: string;
            readonly responseXML: Document | null;
            readonly status: number;
            readonly statusText: string;
            timeout: number;
            readonly upload: XMLHttpRequestUpload;
            withCredentials: boolean;
            abort(): void;
            getAllResponseHeaders(): string;
            getResponseHeader(name: string): string | null;
            open(method: string, url: string | URL): void;
            open(method: string, url: string | URL, async: boolean, username?: string | null, password?: string | null): void;
            overrideMimeType(mime: string): void;
            send(body?: Document | XMLHttpRequestBodyInit | null): void;
            setRequestHeader(name: string, value: string): void;
            readonly UNSENT: 0;
            readonly OPENED: 1;
            readonly HEADERS_RECEIVED: 2;
            readonly LOADING: 3;
            readonly DONE: 4;
            addEventListener<K extends keyof XMLHttpRequestEventMap>(type: K, listener: (this: XMLHttpRequest, ev: XMLHttpRequestEventMap[K]) => any, options?: boolean | AddEventListenerOptions): void;
            addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
            removeEventListener<K extends keyof XMLHttpRequestEventMap>(type: K, listener: (this: XMLHttpRequest, ev: XMLHttpRequestEventMap[K]) => any, options?: boolean | EventListenerOptions): void;
            removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
            onabort: ((this: XMLHttpRequest, ev: ProgressEvent) => any) | null;
            onerror: ((this: XMLHttpRequest, ev: ProgressEvent) => any) | null;
            onload: ((this: XMLHttpRequest, ev: ProgressEvent) => any) | null;
            onloadend: ((this: XMLHttpRequest, ev: ProgressEvent) => any) | null;
            onloadstart: ((this: XMLHttpRequest, ev: ProgressEvent) => any) | null;
            onprogress: ((this: XMLHttpRequest, ev: ProgressEvent) => any) | null;
            ontimeout: ((this: XMLHttpRequest, ev: ProgressEvent) => any) | null;
            dispatchEvent(event: Event): boolean;
        };
        readonly UNSENT: 0;
        readonly OPENED: 1;
        readonly HEADERS_RECEIVED: 2;
        readonly LOADING: 3;
        readonly DONE: 4;
    };
    WebSocket: {
        new (url: string | URL, protocols?: string | string[]): WebSocket;
        prototype: WebSocket;
        readonly CONNECTING: 0;
        readonly OPEN: 1;
        readonly CLOSING: 2;
        readonly CLOSED: 3;
    };
};
