import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
/** By HTTP/1.1 or HTTP/2: what both have is all that is used. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;
export type HttpResponse = ServerResponse | Http2ServerResponse;
/** Whether nobody takes the answer any more. By HTTP/2, that it has no connection is all that shows it. */
export declare const isOver: ({ closed, socket }: ServerResponse) => boolean;
/**
 * Runs when the response has its connection. Of several requests that were sent on one without waiting for answers (HTTP
 * pipelining) only the first has it, and only that one hears when it is gone, or full.
 */
export declare function inTurn(asked: HttpRequest, answer: HttpResponse, take: (request: IncomingMessage, response: ServerResponse) => void): void;
