import type { IncomingMessage } from 'node:http';
/** Ours when it is offered, else what the client likes best. */
export declare const handleProtocols: (offered: Set<string>) => string;
/** The first frame of a client that offers it as a subprotocol, percent-encoded (RFC 6455, section 1.9). */
export declare function saidIn({ headers }: IncomingMessage): Buffer | undefined;
