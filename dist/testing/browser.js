import { request } from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { EnckeError } from '../protocol/errors.js';

/** Not by `await`: a module that waits for another cannot be taken by `require`. */
function socketOf(require) {
    try {
        return require('ws').WebSocket;
    }
    catch {
        return undefined;
    }
}
// What is bundled for browsers, as in vitest's browser mode, gets nothing in the place of Node's modules.
if (!createRequire)
    throw new EnckeError('bad-option', 'encke/testing needs Node; in a browser, use a real server');
const NodeSocket = socketOf(createRequire(import.meta.url));
/** Where a page without an address is. */
const nowhere = 'http://localhost/';
/** The address of the page. */
function pageAddress() {
    const address = globalThis.document?.baseURI ?? globalThis.location?.href ?? nowhere;
    return address.startsWith('http') ? address : nowhere;
}
/** What a browser says of its page. */
function headersOf(url, credentials) {
    const { origin } = new URL(pageAddress());
    const cookie = globalThis.document?.cookie;
    const sent = cookie && (credentials || new URL(origin).host === url.host);
    return { Host: url.host, Origin: origin, ...(sent && { Cookie: cookie }) };
}
/** One request; resolves when the answer begins. */
function send(url, open, { method = 'GET', headers, body, credentials, signal }) {
    return new Promise((resolve, reject) => {
        const request$1 = request({
            ...{ method, path: url.pathname + url.search, createConnection: open },
            headers: { ...headersOf(url, credentials), ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        });
        signal?.addEventListener('abort', () => request$1.destroy());
        request$1.on('error', reject).on('response', resolve).end(body);
    });
}
/** Of what the page, or something that wraps its `fetch`, has put together. */
const partsOf = ({ method, headers, credentials, signal }) => ({ method, headers, credentials, signal });
function recordOf(headers = {}) {
    return Object.fromEntries(Symbol.iterator in headers ? headers : Object.entries(headers));
}
/** What the page gets. Where there is no such class (Jest with jsdom), it is what a client reads of it. */
function responseOf(answer) {
    const { statusCode: status = 0 } = answer;
    const body = Readable.toWeb(answer);
    if (!globalThis.Response)
        return { status, ok: status === 200, body };
    const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
}
/** The browser's ways to a server. Addresses that are not simulated go where they went before. */
function createBrowser(reach) {
    const { fetch: realFetch, WebSocket: RealSocket, XMLHttpRequest: RealRequest } = globalThis;
    const SocketHere = NodeSocket ?? RealSocket;
    const fetch = async (input, init = {}) => {
        const request = typeof input === 'object' && 'url' in input ? input : undefined;
        const url = new URL(request?.url ?? input, pageAddress());
        const open = reach(url, 'request');
        if (!open)
            return realFetch(input, init);
        const { method, headers, credentials, signal } = { ...(request && partsOf(request)), ...init };
        const body = init.body ?? (await request?.text()) ?? '';
        const asked = { method, headers: recordOf(headers), body: String(body), signal };
        try {
            return responseOf(await send(url, open, { ...asked, credentials: credentials === 'include' }));
        }
        catch (cause) {
            throw Object.assign(new TypeError('fetch failed'), { cause });
        }
    };
    /**
     * The part of it that a client reads: text, as it comes. All of it stands on the object itself, and may be replaced: others
     * that take the place of XMLHttpRequest (msw) hand out proxies of theirs, which know no class but their own.
     */
    const createRequestClass = (Real) => class extends Real {
        constructor() {
            super();
            const { open } = this;
            this.open = (method, address, ...rest) => {
                const url = new URL(address, pageAddress());
                const reached = reach(url, 'request');
                if (!reached)
                    return open.call(this, method, address, ...rest);
                const headers = {};
                const stop = new AbortController();
                const tell = (type) => stop.signal.aborted || this.dispatchEvent(new ProgressEvent(type));
                let status = 0;
                let text = '';
                const receive = async (body) => {
                    const asked = { method, headers, body, credentials: this.withCredentials, signal: stop.signal };
                    const answer = await send(url, reached, asked);
                    status = answer.statusCode ?? 0;
                    for await (const piece of answer.setEncoding('utf8')) {
                        text += piece;
                        tell('progress');
                    }
                };
                Object.defineProperties(this, {
                    status: { get: () => status, configurable: true },
                    responseText: { get: () => text, configurable: true },
                });
                this.setRequestHeader = (name, value) => void (headers[name] = value);
                this.send = (body) => void receive(String(body ?? '')).then(() => tell('load'), () => tell('error'));
                this.abort = () => stop.abort();
            };
        }
    };
    function createSocketClass(Socket) {
        function PageSocket(address, protocols = []) {
            const url = new URL(address, pageAddress().replace(/^http/, 'ws'));
            const createConnection = reach(url, 'socket');
            if (!createConnection && RealSocket)
                return new RealSocket(address, protocols);
            // Whatever else may be there (the app itself, at the address that pages have in tests) is not meant.
            if (!NodeSocket)
                throw new Error('to the server of a network, WebSockets need the package ws');
            return new NodeSocket(url, protocols, {
                createConnection,
                headers: headersOf(url, false),
                perMessageDeflate: false,
            });
        }
        PageSocket.prototype = Socket.prototype;
        return Object.setPrototypeOf(PageSocket, Socket);
    }
    const sendBeacon = (url, text) => {
        fetch(url, { method: 'POST', body: text ?? '' }).catch(() => { });
        return true;
    };
    return {
        fetch,
        sendBeacon,
        XMLHttpRequest: RealRequest && createRequestClass(RealRequest),
        WebSocket: SocketHere && createSocketClass(SocketHere),
    };
}

export { createBrowser, pageAddress };
//# sourceMappingURL=browser.js.map
