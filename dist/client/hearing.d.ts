import { EnckeError } from '../protocol/errors.js';
import type { Message } from '../protocol/message.js';
import type { Dialer } from './dialer.js';
import type { Outbox } from './outbox.js';
import { type Path } from './path.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { Publishing } from './publishing.js';
import type { Questions } from './questions.js';
import type { SessionEffect, SessionState } from './states.js';
import type { Subscriptions } from './subscriptions.js';
/** The session, as far as what is heard can move it. */
export interface Hearer {
    readonly state: SessionState;
    readonly now: number;
    paths: Paths;
    plain: Plain;
    publishing: Publishing;
    questions: Questions;
    dialer: Dialer;
    subscriptions: Subscriptions;
    outbox: Outbox;
    emit(effect: SessionEffect): void;
    /** The server answered over this path: it has the session. */
    online(path: Path): void;
    /** Begins anew on a link that has been opened. */
    greetOn(path: Path): void;
    rejoin(): void;
    /** The server knows nothing of this session any more. */
    forget(): void;
    flush(afresh?: boolean): void;
    /** What was posted has to go out again, after a join. */
    repost(): void;
    drop(path: Path): void;
    lose(error: EnckeError): void;
    end(error: EnckeError): void;
}
/** What follows from the messages of the server. `path` is undefined for what came beside the links. */
export declare function createHearing(session: Hearer): (path: Path | undefined, batch: readonly Message[]) => void;
