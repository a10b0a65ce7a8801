import type { EnckeError } from '../protocol/errors.js';
import type { Batch } from '../protocol/message.js';
import type { Dialer } from './dialer.js';
import type { Outbox } from './outbox.js';
import type { Path } from './path.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { Publishing } from './publishing.js';
import type { SessionEffect } from './states.js';
import type { Subscriptions } from './subscriptions.js';
import type { Watch } from './watch.js';
/** The session, as far as it decides what is said. */
export interface Speaker {
    paths: Paths;
    plain: Plain;
    publishing: Publishing;
    watch: Watch;
    dialer: Dialer;
    subscriptions: Subscriptions;
    outbox: Outbox;
    emit(effect: SessionEffect): void;
    drop(path: Path, error?: EnckeError): void;
    /** Whether a link is being asked for. */
    dialing(): boolean;
}
/** What is said to the server: on which link, or beside it. */
export declare function createSaying(session: Speaker): {
    greetOn: (path: Path) => void;
    rejoin: () => void;
    say: (batch: Batch, afresh: boolean) => void;
    dial: (again: boolean) => void;
    flush: (afresh?: boolean) => void;
};
