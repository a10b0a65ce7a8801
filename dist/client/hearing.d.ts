import { EnckeError } from '../protocol/errors.js';
import type { Message } from '../protocol/message.js';
import type { Dialer } from './dialer.js';
import type { Outbox } from './outbox.js';
import type { Path } from './path.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { Publishing } from './publishing.js';
import type { Cause, SessionEffect } from './states.js';
import type { Subscriptions } from './subscriptions.js';
import type { Watch } from './watch.js';
/** The session, as far as what is heard can move it. */
export interface Hearer {
    paths: Paths;
    plain: Plain;
    publishing: Publishing;
    watch: Watch;
    dialer: Dialer;
    subscriptions: Subscriptions;
    outbox: Outbox;
    emit(effect: SessionEffect): void;
    move(cause: Cause): void;
    /** Begins anew on a link that has been opened. */
    greetOn(path: Path): void;
    rejoin(): void;
    flush(afresh?: boolean): void;
    drop(path: Path): void;
    lose(error?: EnckeError): void;
    end(error: EnckeError): void;
}
/** What follows from the messages of the server. `path` is undefined for what came beside the links. */
export declare function createHearing(session: Hearer): {
    hear: (path: Path | undefined, batch: readonly Message[]) => void;
    untaken: (error: EnckeError) => void;
};
