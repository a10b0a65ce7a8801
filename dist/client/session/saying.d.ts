import { EnckeError } from '../../protocol/errors.js';
import { type Batch } from '../../protocol/message.js';
import type { Parts } from './parts.js';
import type { Path } from './path.js';
export interface SayingOptions {
    /** Names the session and is its secret: 22 characters of base64url. */
    key: string;
    /** What the handshake offers. */
    connectionTypes: string[];
}
export type Saying = ReturnType<typeof createSaying>;
/** What is said to the server: on which link, or beside it. */
export declare function createSaying(parts: Parts, { key, connectionTypes }: SayingOptions): {
    greetOn: (path: Path) => void;
    rejoin: () => void;
    say: (batch: Batch) => void;
    dial: (again: boolean) => void;
    flush: (afresh?: boolean) => void;
    repost: () => void;
    untaken: (error: EnckeError) => void;
    farewell: () => Batch;
    lastWords: () => Batch;
};
