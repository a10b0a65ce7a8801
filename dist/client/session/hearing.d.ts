import { EnckeError } from '../../protocol/errors.js';
import type { Message } from '../../protocol/message.js';
import type { Parts } from './parts.js';
import type { Path } from './path.js';
import type { Saying } from './saying.js';
/** The session, as far as what is heard can move it. */
export interface Hearer extends Parts, Saying {
    /** The name of the session, unless the server is a plain one. */
    key: string;
    lose(error?: EnckeError): void;
    end(error: EnckeError): void;
}
/** What follows from the messages of the server. `path` is undefined for what came beside the links. */
export declare function createHearing(session: Hearer): (path: Path | undefined, batch: readonly Message[]) => void;
