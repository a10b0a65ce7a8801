import type { Transport } from '../link.js';
/** A POST with an endless answer of many parts (RFC 2046, section 5.1), each one batch: some gateways let nothing else through. */
export declare function multipart(): Transport;
