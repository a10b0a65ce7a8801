import type { EnckeError } from '../../protocol/errors.js';
import { type Batch } from '../../protocol/message.js';
import type { Parts } from './parts.js';
import type { Path } from './path.js';
export interface SayingOptions {
    /** Names the session and is its secret: 22 characters of base64url. */
    key: string;
    /** What the handshake offers. */
    connectionTypes: string[];
}
/** The session, as far as it decides what is said. */
export interface Speaker extends Parts {
    drop(path: Path, error?: EnckeError): void;
    /** Whether a link is being asked for. */
    dialing(): boolean;
}
/** What is said to the server: on which link, or beside it. */
export declare function createSaying(session: Speaker, { key, connectionTypes }: SayingOptions): {
    greetOn: (path: Path) => void;
    rejoin: () => void;
    say: (batch: Batch, afresh: boolean) => void;
    dial: (again: boolean) => void;
    flush: (afresh?: boolean) => void;
    farewell: () => Batch;
    lastWords: () => Batch;
};
