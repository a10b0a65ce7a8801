import type { Transport } from '../link.js';
/** A POST with an endless answer of many parts (RFC 2046, section 5.1), each one batch: what some gateways let through. */
export declare function multipart(): Transport;
