import { EnckeError } from '../protocol/errors.js';
import type { Message } from '../protocol/message.js';
import type { Loser, Losses } from './losses.js';
import type { Path } from './path.js';
import type { Subscriptions } from './subscriptions.js';
/** The session, as far as what is heard can move it. */
export interface Hearer extends Loser, Losses {
    subscriptions: Subscriptions;
    /** The server answered over this path: it has the session. */
    online(path: Path): void;
    /** Begins anew on a link that has been opened. */
    greetOn(path: Path): void;
    /** The server knows nothing of this session any more. */
    forget(): void;
    flush(afresh?: boolean): void;
    /** What was posted has to go out again, after a join. */
    repost(): void;
    /** A request, or a frame, was not taken. */
    untaken(error: EnckeError): void;
    end(error: EnckeError): void;
}
/** What follows from the messages of the server. `path` is undefined for what came beside the links. */
export declare function createHearing(session: Hearer): (path: Path | undefined, batch: readonly Message[]) => void;
