import type { LinkWish, ServerLink } from '../link.js';
import { type HttpExchange } from './held.js';
import { type Wear } from './streaming.js';
/** What the server offers, the preferred one first. */
export declare const connectionTypes: string[];
/** Whether the links of a connection type are there for one answer. */
export declare const isPoll: (connectionType: unknown) => boolean;
/** @param now - milliseconds on a clock that never goes back */
export declare function createHttpLinks(wear: Wear, now: () => number): (exchange: HttpExchange, wish: LinkWish) => ServerLink | undefined;
